"""What only this server reads again."""

from hypothesis import given
from hypothesis import strategies as st

from bocal.directory.rules.sealing import keyed, seal, unseal


@given(st.binary(max_size=400))
def test_what_was_sealed_is_read_again_even_after_the_key_was_replaced(data: bytes) -> None:
    sealed = seal(data, ["old"], purpose="tests")
    assert data not in sealed.encode() or len(data) < 4
    assert unseal(sealed, ["new", "old"], purpose="tests") == data
    assert unseal(sealed, ["new"], purpose="tests") is None
    assert unseal(sealed, ["old"], purpose="something else") is None


def test_a_key_stands_for_a_text_and_is_another_for_another_secret_or_purpose() -> None:
    one = keyed("profile:7", "secret", purpose="profiles")
    assert one == keyed("profile:7", "secret", purpose="profiles")
    others = [
        ("profile:8", "secret", "profiles"),
        ("profile:7", "other", "profiles"),
        ("profile:7", "secret", "badges"),
    ]
    assert one not in [keyed(text, key, purpose=purpose) for text, key, purpose in others]
