"""The one refusal of this floor: what could not be read, as a machine code and a place; upper rooms word it."""

from enum import StrEnum


class Code(StrEnum):
    """Every reason why something typed or sent cannot be read. `look.words` has a sentence for each."""

    # A number
    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too_large"
    TOO_PRECISE = "too_precise"
    UNKNOWN_UNIT = "unknown_unit"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    # A day
    NOT_A_DAY = "not_a_day"
    DAY_TOO_EARLY = "day_too_early"
    DAY_TOO_LATE = "day_too_late"
    # A lot code
    LOT_CODE_FORM = "lot_code_form"
    LOT_CODE_CHECK = "lot_code_check"
    # A file and its table
    TOO_MANY_BYTES = "too_many_bytes"
    BINARY = "binary"
    ENCODING = "encoding"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    UNCLOSED_QUOTE = "unclosed_quote"
    BAD_QUOTE = "bad_quote"
    DOUBLED_HEADER = "doubled_header"
    # A data logger's readings
    NO_READINGS = "no_readings"
    NO_PROBE = "no_probe"
    TOO_FEW_READINGS = "too_few_readings"
    NOT_A_TIME = "not_a_time"
    MIXED_TIMES = "mixed_times"
    TIME_UNIT = "time_unit"
    UNSORTED = "unsorted"
    DOUBLED_TIME = "doubled_time"
    MISSING_READING = "missing_reading"
    NOT_FINITE = "not_finite"
    ABSURD_TEMPERATURE = "absurd_temperature"
    UNIT_CONFLICT = "unit_conflict"
    MIXED_UNITS = "mixed_units"
    BAD_TREF = "bad_tref"
    BAD_Z = "bad_z"


class Unreadable(ValueError):
    """Something typed or sent by a person cannot be read.

    `code` says why; `line` and `column` count from 1 as a spreadsheet does, when there is a place to show;
    `value` is what stood there (shortened), for the sentence that an upper room makes of it.
    """

    def __init__(
        self, code: Code, line: int | None = None, column: int | None = None, value: str | None = None
    ) -> None:
        self.code = code
        self.line = line
        self.column = column
        self.value = None if value is None else value[:80]
        super().__init__(code, line, column, self.value)

    def __str__(self) -> str:
        parts = [self.code.value]
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        if self.value is not None:
            parts.append(repr(self.value))
        return ", ".join(parts)

    def at(self, line: int | None = None, column: int | None = None) -> "Unreadable":
        """The same refusal at a place of a table."""
        return Unreadable(self.code, line, column, self.value)
