"""What every case has: number, parties, clocks, timeline, attachments, transfers, links, acts and lists."""
