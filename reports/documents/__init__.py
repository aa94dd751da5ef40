"""The papers that statistics give: the ministry's table as a spreadsheet, the monthly report as DOCX and PDF."""
