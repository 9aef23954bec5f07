"""A home in which a meeting was over long ago: given up, closed, acknowledged by a node that the home trusts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from app.commands.desk import OpenHome
from app.models import facts as f
from app.models.entry import By
from app.models.terms import Role
from app.services.desk import requests as r
from app.services.intake.package_file import encode_package, sign_package
from app.services.intake.sample import sample_key, sample_package
from app.services.signing.keys import NodeKey, pack
from app.services.sync import Receipt, TrustBook
from app.services.sync.protocol import fact_of, signed_bytes

BY = By(person="secretary", role=Role.SECRETARY)


def closed_long_ago(home: Path, days: int = 31) -> str:
    """Make it; ``days`` since the receipt. The meeting's id."""
    node = NodeKey.in_memory(b"n" * 32)
    TrustBook(home).pin("https://node.example", node.public)
    opened = OpenHome(home)
    package = sample_package(meeting="XJ-PAST-1")
    data = encode_package(sign_package(package, sample_key()))
    desk, meeting = opened.desk(), package.meeting.id
    desk.do(meeting, r.ImportPackage(data=data), BY)
    desk.do(meeting, f.MeetingCancelled(reason="样例取消"), BY)
    view = desk.do(meeting, r.CloseRecord(), BY)
    assert view.m.seal is not None
    plain = Receipt(
        meeting=meeting,
        ranges=opened.ledger.heads(meeting),
        seal_hash=view.m.seal.seal_hash,
        received_at=datetime.now(UTC) - timedelta(days=days),
        kid=node.kid,
    )
    signed = msgspec.structs.replace(plain, signature=pack(node.sign(signed_bytes(plain))))
    with opened.ledger.write(meeting) as tx:
        tx.append(BY, fact_of(signed))
    opened.close()
    return meeting
