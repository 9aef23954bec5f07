"""Codes of other systems are named, and none of them hangs the door."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.badges.foreign import what_is

SAMPLES = {
    "https://u.wechat.com/EExampleExample": "wechat",
    "wxp://f2f0Example": "wechat",
    "https://qr.alipay.com/fkx00000example": "payment",
    "WIFI:T:WPA;S:SampleSite;P:example00;;": "wifi",
    "BEGIN:VCARD\nVERSION:3.0\nN:样例\nEND:VCARD": "contact",
    "tel:01000000000": "phone",
    "https://example.org/a?b=c": "url",
    "6900000000007": "goods",
    "HQ1:65-SAMPLE-LZ-01-V1:1:" + "AB" * 32: "document",
    "HQJ1:1.2.156.3005.2.11100000000013338W011.11100000SAMPLE00.20260000001.001.0": "join",
    "随便写的一段话": "other",
    "": "other",
}


@pytest.mark.parametrize(("text", "kind"), SAMPLES.items())
def test_each_is_named(text: str, kind: str) -> None:
    assert what_is(text).kind == kind


@given(st.text(max_size=3000))
def test_any_text_is_answered_at_once(text: str) -> None:
    began = time.perf_counter()
    assert what_is(text).zh
    assert time.perf_counter() - began < 1
