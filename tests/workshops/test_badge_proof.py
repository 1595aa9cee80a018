"""Badges before somebody who did not write them: openbadgeslib and PyJWT read and check what we sign, without network.

Nothing here calls our own checking, save where it says so.
"""

import json
from datetime import timedelta

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from bocal.workshops.acts import badging
from bocal.workshops.models import Award
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules import badges as rules
from bocal.workshops.rules import proof
from bocal.workshops.rules.badges import Emblem, Tie, Verdict
from tests import world as worlds
from tests.workshops import meeting
from tests.world import NOW

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@pytest.fixture
def world(db):
    found = worlds.build()
    found.badge = badging.save_badge(
        None,
        name="Conduire un autoclave",
        description="Sait stériliser seul.",
        criteria="Vérifie la soupape.\n\n Suit le barème. ",
        emblem=Emblem.POT,
    )
    return found


def given_to(world, person=None, **more) -> Award:
    """The badge, given to the customer."""
    told = {"evidence": "Trois cuissons menées seule.", "key": f"k{Award.objects.count()}", "now": NOW} | more
    award, _new = badging.give(world.badge, person or world.customer, by=world.facilitator, **told)
    return award


def download(url: str) -> bytes:
    """What our server answers at this address, to a program that no one knows."""
    answer = Client().get("/" + url.split("/", 3)[3])
    assert answer.status_code == 200, url
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.content


def verifier() -> OB3Verifier:
    """Theirs, which was told nothing but our did:web."""
    return OB3Verifier.for_issuer_did(reads.issuer().did, download=download)


def test_another_library_finds_that_it_holds(world):
    award = given_to(world)
    read = verifier().verify(award.credential, check_status=True, download=download)
    assert read.achievement.name == "Conduire un autoclave"
    assert read.achievement.criteria_narrative == "Vérifie la soupape.\nSuit le barème."
    assert read.issuer.name == world.collective.name
    assert read.issuer.id == reads.issuer().did


def test_it_holds_with_nothing_but_the_key_and_no_network(world):
    award = given_to(world)
    header = jwt.get_unverified_header(award.credential)
    assert header["alg"] == "EdDSA"
    assert set(header) == {"alg", "typ", "kid", "jwk"}
    assert "d" not in header["jwk"]
    said = jwt.decode(award.credential, jwt.PyJWK(proof.jwk(reads.all_keys()[0].public)), algorithms=["EdDSA"])
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["@context"][1].endswith("context-3.0.3.json")


def test_one_changed_letter_is_refused_wherever_it_is(world):
    award = given_to(world)
    check, token = verifier(), award.credential
    assert reads.check(token.encode()).verdict == Verdict.HOLDS
    for place in range(0, len(token), 7):
        was = token[place]
        if was == ".":
            continue
        other = LETTERS[(LETTERS.index(was) + 17) % 64]
        changed = token[:place] + other + token[place + 1 :]
        with pytest.raises(OB3VerificationError):
            check.verify(changed)
        # And so say we.
        assert not reads.check(changed.encode()).holds


def test_the_last_letter_of_the_signature_is_no_way_in(world):
    """Its last bits mean nothing: other letters there say the same number, and are refused all the same."""
    token = given_to(world).credential
    alike = [one for one in LETTERS if one != token[-1]]
    assert all(reads.check((token[:-1] + one).encode()).verdict == Verdict.CHANGED for one in alike)


def test_no_name_nor_address_is_in_it_unless_its_person_says_so(world):
    award = given_to(world)
    whole = json.dumps(jwt.decode(award.credential, options={"verify_signature": False}), ensure_ascii=False)
    for secret in (world.customer.name, world.customer.email, "Trois cuissons", str(world.customer.pk) + '"'):
        assert secret not in whole
    award = badging.choose(award, named=True, tie=Tie.EMAIL, evidence_shown=True, now=NOW + timedelta(hours=1))
    said = jwt.decode(award.credential, options={"verify_signature": False})
    name, tie = said["credentialSubject"]["identifier"]
    assert name["identityHash"] == world.customer.name
    assert tie["hashed"] is True
    assert world.customer.email not in json.dumps(said)
    assert rules.recognised(tie, world.customer.email.upper())
    assert not rules.recognised(tie, "autre@exemple.test")
    assert said["evidence"][0]["narrative"] == "Trois cuissons menées seule."
    verifier().verify(award.credential, check_status=True, download=download)


def test_two_badges_of_one_person_cannot_be_told_to_be_theirs(world):
    other = badging.save_badge(None, name="Animer", description="x", criteria="y", emblem=Emblem.PEOPLE)
    first = given_to(world)
    second, _new = badging.give(other, world.customer, by=world.facilitator, key="b", now=NOW)
    for award in (first, second):
        badging.choose(award, named=False, tie=Tie.EMAIL, evidence_shown=False, now=NOW)
    one, two = (
        jwt.decode(Award.objects.get(pk=award.pk).credential, options={"verify_signature": False})["credentialSubject"]
        for award in (first, second)
    )
    assert one["id"] != two["id"]
    assert one["identifier"][0]["identityHash"] != two["identifier"][0]["identityHash"]


def test_once_withdrawn_the_other_library_says_so(world):
    kept, lost = given_to(world), given_to(world, world.other_customer)
    badging.revoke(lost, why="Donné à la mauvaise personne", by=world.direction, now=NOW + timedelta(days=1))
    verifier().verify(kept.credential, check_status=True, download=download)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier().verify(lost.credential, check_status=True, download=download)


def test_once_erased_too(world):
    award = given_to(world)
    token = award.credential
    badging.erase(award, now=NOW + timedelta(days=1))
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier().verify(token, check_status=True, download=download)


def test_after_a_new_key_old_badges_hold_and_new_ones_too(world):
    old = given_to(world)
    badging.replace_key(now=NOW + timedelta(days=1))
    new = given_to(world, world.other_customer, now=NOW + timedelta(days=2))
    kids = [jwt.get_unverified_header(one.credential)["kid"] for one in (old, new)]
    assert len(set(kids)) == 2
    for award in (old, new):
        verifier().verify(award.credential, check_status=True, download=download)
        assert reads.check(award.credential.encode()).verdict == Verdict.HOLDS


def test_somebody_elses_key_signs_nothing_of_ours(world):
    award = given_to(world)
    said = jwt.decode(award.credential, options={"verify_signature": False})
    forged = proof.sign(said, proof.new_key(), kid=jwt.get_unverified_header(award.credential)["kid"])
    with pytest.raises(OB3VerificationError):
        verifier().verify(forged)
    assert reads.check(forged.encode()).verdict == Verdict.CHANGED
    foreign = proof.sign(said, key := proof.new_key(), kid=f"{reads.issuer().did}#{key.kid}")
    assert reads.check(foreign.encode()).verdict == Verdict.FOREIGN


def test_pictures_hold_the_badge_for_the_other_library(world):
    award = given_to(world)
    token, uuid = badging.open_page(world.customer), award.uuid
    svg, png = (
        Client().get(reverse("workshops:badge_file", args=[token, uuid, kind])).content for kind in ("svg", "png")
    )
    assert OB3Verifier.extract_token_from_svg(svg) == award.credential
    assert OB3Verifier.extract_token_from_png(png) == award.credential
    assert reads.check(svg).verdict == reads.check(png).verdict == Verdict.HOLDS


def test_the_evidence_names_the_sessions(world):
    session = meeting.session()
    award = given_to(world, sessions=[session])
    badging.choose(award, named=False, tie=Tie.NONE, evidence_shown=True, now=NOW)
    award.refresh_from_db()
    assert "On met l’été en bocaux" in reads.check(award.credential.encode()).evidence


@given(some.binary(max_size=3000) | some.text(alphabet="ab.-_=[{\"':", max_size=3000).map(str.encode))
def test_whatever_is_sent_is_answered(data):
    proof.found_in(data)
    token = data.decode("latin-1")
    proof.claimed_key(token)
    assert proof.read(token, proof.new_key().public) is None


def test_deep_and_heavy_files_are_answered_at_once(world):
    deep = proof._text(b"[" * 100_000)
    for data in (
        b"[" * 400_000,
        b"a" * 400_000,
        b"a." * 200_000,
        b'<svg verify="' + b"A" * 399_000,
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 10_000,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000,
        f"{deep[:3990]}.{'a' * 2000}.{'a' * 86}".encode(),
    ):
        assert reads.check(data).verdict in (Verdict.NO_BADGE, Verdict.FOREIGN)


def test_the_thumbprint_is_that_of_the_standard():
    """RFC 8037, appendix A.3."""
    public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert proof.thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_hash_is_that_of_the_standard():
    """OB 3.0, IdentityHash, its own example."""
    wanted = "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert rules.identity("a@example.com", "Kosher") == wanted


def test_a_site_has_a_did():
    issuer = rules.Issuer("x", "http://localhost:8000/romans/ateliers/savoir-faire/")
    assert issuer.did == "did:web:localhost%3A8000:romans:ateliers:savoir-faire"
