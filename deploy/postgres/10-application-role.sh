#!/bin/sh
# Runs once, when the data folder is made: the application's role owns its database and is no superuser.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -v password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE fengqiao LOGIN PASSWORD :'password';
CREATE DATABASE fengqiao OWNER fengqiao;
SQL
