from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.measure.lethality import lethality, read_logger
from bocal.measure.unreadable import Code, Unreadable

COOK = [(0, 20), (25, 116), (55, 116), (75, 30)]


def file(header, stamp, separator=";", comma=","):
    return header + "".join(f"{stamp(minutes)}{separator}{t:.1f}\n".replace(".", comma) for minutes, t in COOK)


def clock(minutes):
    return f"{9 + minutes // 60:02d}:{minutes % 60:02d}:00"


@pytest.mark.parametrize(
    "text",
    [
        file("", str),
        file("min;T\n", str),
        file("temps (min);sonde 1\n", str),
        file("Temps;Sonde\n(min);(°C)\n", str),
        file("Temps (s);1\n", lambda m: m * 60),
        file("time_s,probe\n", lambda m: m * 60, ",", "."),
        file("t (min)\tT (°C)\n", str, "\t"),
        file("Heure;Température\n", clock),
        file("", lambda m: clock(m)[:5]),
        file("mm:ss;T\n", lambda m: f"{m:02d}:00"),
        file("Date/heure;°C\n", lambda m: f"06/07/2026 {clock(m)}"),
        file("Date;°C\n", lambda m: f"06/07/2026 {clock(m)[:5]}"),
        file("Horodatage,T1\n", lambda m: f"2026-07-06T{clock(m)}", ",", "."),
        file("Horodatage,T1\n", lambda m: f"2026-07-06 {clock(m)}+02:00", ",", "."),
        file("Date;Heure;Sonde 1\n", lambda m: f"06/07/2026;{clock(m)}"),
        file("N°;Temps (min);Sonde n° 1\n", lambda m: f"{m + 1};{m}"),
        file("Mesure;Valeur\n", str),
        "sep=;\n" + file("min;T\n", str),
        "\ufeff" + file("min;T\r\n", str).replace("\n", "\r\n"),
    ],
)
def test_every_usual_file_is_the_same_cook(text):
    series = read_logger(text)
    assert series.times == pytest.approx((0, 25, 55, 75))
    assert lethality(series).exact == pytest.approx(9.932506923, abs=5e-9)


def test_free_lines_before_the_table():
    free = (
        "Enregistreur AB-12, n° 4\nDate;06/07/2026\nHeure de début;09:00:00\nIntervalle;60\nNombre de voies;1\n\n"
        "Autoclave 1\nOpératrice;Ana\nRecette;ratatouille, bocal de 500 mL\n1;Sonde au cœur\n\n"
    )
    series = read_logger(free + file("Temps (min);Sonde au cœur (°C)\n", str))
    assert lethality(series).exact == pytest.approx(9.932506923, abs=5e-9)
    assert (series.unit, series.names, series.lines[0]) == ("C", ("Sonde au cœur (°C)",), 13)


def test_columns_that_are_no_probe_are_left_aside():
    text = "N°;Temps (min);Sonde 1 (°C);Pression (bar);Sonde n° 2;F0 (min);Consigne;Canal 4\n" + "".join(
        f"{i};{m};{t};2,1;{t + 1};0,5;10;\n" for i, (m, t) in enumerate(COOK)
    )
    series = read_logger(text)
    assert series.names == ("Sonde 1 (°C)", "Sonde n° 2")
    assert lethality(series).exact == pytest.approx(9.932506923, abs=5e-9)


@pytest.mark.parametrize("title", ["T (°F)", "T (F)", "Temp degF", "Sonde, fahrenheit", "T ºF"])
def test_the_unit_is_read_from_the_header(title):
    text = f"min;{title}\n" + "".join(f"{m};{t * 9 / 5 + 32}\n" for m, t in COOK)
    result = lethality(read_logger(text))
    assert result.unit == "F"
    assert result.exact == pytest.approx(9.932506923, abs=5e-9)


def test_the_unit_told_is_enough_when_the_file_is_silent():
    text = "min;T\n" + "".join(f"{m};{t * 9 / 5 + 32}\n" for m, t in COOK)
    assert lethality(read_logger(text), unit="F").exact == pytest.approx(9.932506923, abs=5e-9)


def test_midnight_is_passed_when_it_is_plain():
    series = read_logger("Heure;T\n23:58:00;110\n23:59:00;116\n00:00:00;116\n00:01:00;110\n")
    assert series.times == pytest.approx((0, 1, 2, 3))


@pytest.mark.parametrize(
    "times",
    [
        ("10:00", "10:02", "10:01"),
        ("23:00", "23:01", "05:00"),
        ("23:59", "00:01", "23:58", "00:02"),
        ("12:00", "12:01", "00:02"),
    ],
)
def test_a_step_back_that_is_no_midnight_is_unsorted(times):
    assert refusal_of("".join(f"{time};100\n" for time in times)).code == Code.UNSORTED


def refusal_of(text):
    with pytest.raises(Unreadable) as refusal:
        read_logger(text)
    return refusal.value


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", Code.NO_READINGS, None, None),
        ("rien\nici\n", Code.NO_READINGS, None, None),
        ("min;T\n", Code.TOO_FEW_READINGS, None, None),
        ("min;T\n0;20\n", Code.TOO_FEW_READINGS, None, None),
        ("min;T\n0;20\n2;21\n1;22\n", Code.UNSORTED, 4, None),
        ("min;T\n0;20\n\n1;21\n1;22\n", Code.DOUBLED_TIME, 5, None),
        ("min;T\n0;20\n1;\n2;21\n", Code.MISSING_READING, 3, 2),
        ("min;T\n0;20\n;20\n", Code.MISSING_READING, 3, 1),
        ("min;T1;T2\n0;20;20\n1;21\n", Code.MISSING_READING, 3, 3),
        ("min;T\n0;NaN\n1;20\n2;21\n", Code.NOT_FINITE, 2, 2),
        ("0;nan\n1;20\n2;21\n", Code.NOT_FINITE, 1, 2),
        ("min;T\n0;20\n1;inf\n", Code.NOT_FINITE, 3, 2),
        ("min;T\n0;20\nnan;20\n", Code.NOT_FINITE, 3, 1),
        ("min;T\n0;20\n1;---\n", Code.NOT_A_NUMBER, 3, 2),
        ("min;T\n0;20\n1;21 °C\n", Code.NOT_A_NUMBER, 3, 2),
        ("min;T\nx;20\n1;21\n2;22\n", Code.NOT_A_TIME, 2, 1),
        ("min;T\n0;20\n1;21\nFin\n", Code.NOT_A_TIME, 4, 1),
        ("min;T\n0;20\n00:01;21\n", Code.MIXED_TIMES, 3, 1),
        ("Heure;T\n0,41;20\n0,42;21\n", Code.TIME_UNIT, 2, 1),
        ("h;T\n10:00;20\n10:61;21\n", Code.NOT_A_TIME, 3, 1),
        ("Date;T\n31/02/2026 10:00;20\n01/03/2026 10:01;21\n", Code.NOT_A_DAY, 2, 1),
        ("Date;T\n01/01/1900 10:00;20\n01/01/1900 10:01;21\n", Code.DAY_TOO_EARLY, 2, 1),
        ("Date;T\n01/03/2026;20\n02/03/2026;21\n", Code.NOT_A_TIME, 2, 1),
        ("min;°C\n0;20\n1;201\n", Code.ABSURD_TEMPERATURE, 3, None),
        ("min;T1 (°C);T2 (°F)\n0;20;68\n1;21;70\n", Code.MIXED_UNITS, 1, None),
        ("min;Pression (bar)\n0;2\n1;2\n", Code.NO_PROBE, None, None),
        ('min;T\n"0;20\n1;21\n', Code.UNCLOSED_QUOTE, 2, None),
    ],
)
def test_what_a_logger_does_not_say(text, code, line, column):
    refusal = refusal_of(text)
    assert (refusal.code, refusal.line, refusal.column) == (code, line, column)


@given(st.text(st.sampled_from('0123456789;,.:/- \nminTs°CFhé\t"+e'), max_size=120))
def test_any_text_is_read_or_refused(text):
    with suppress(Unreadable):
        lethality(read_logger(text))


@given(st.lists(st.tuples(st.floats(0.001, 1000), st.floats(-60, 200)), min_size=2, max_size=20))
def test_numbers_written_in_full_are_read_exactly(readings):
    time, lines = 0.0, []
    for step, temperature in readings:
        time += step
        lines.append((time, temperature))
    series = read_logger("minutes,probe\n" + "".join(f"{t!r},{v!r}\n" for t, v in lines))
    assert series.probes == (tuple(v for _, v in lines),)
