"""What this room sends, and the calendars that programs read."""
