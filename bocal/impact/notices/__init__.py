"""What leaves this room: a project's report as figures, as a table and on paper; the album on paper."""
