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
    "https://zlaq.mohurd.gov.cn/fwmh/cert?certNum=样例A00000001": "e_certificate",
    "1.2.156.3005.2.11100000SAMPLE0000.A": "e_certificate",
    "6900000000007": "goods",
    "HQ1:65-SAMPLE-LZ-01-V1:1:" + "AB" * 32: "document",
    "随便写的一段话": "other",
    "": "other",
}


@pytest.mark.parametrize(("text", "kind"), SAMPLES.items())
def test_each_is_named(text: str, kind: str) -> None:
    assert what_is(text).kind == kind


def test_the_number_of_a_certificate_is_read_where_the_code_says_it() -> None:
    assert what_is("https://zlaq.mohurd.gov.cn/fwmh/cert?certNum=样例A00000001").number == "样例A00000001"
    assert what_is("https://zlaq.mohurd.gov.cn/x").number == ""


@given(st.text(max_size=3000))
def test_any_text_is_answered_at_once(text: str) -> None:
    began = time.perf_counter()
    assert what_is(text).zh
    assert time.perf_counter() - began < 1
