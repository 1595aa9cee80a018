"""One module a sub-command: `arguments(parser)` and `run(options) -> exit code`. Only the chosen one is imported."""
