"""The central node 中心节点: gives out signed packages, takes facts and blobs, returns signed receipts."""

from app.server.gatekeeper import operator_token
from app.server.node import Node, open_node
from app.server.run import serve
from app.server.settings import Settings
from app.server.web import create_app

__all__ = ["Node", "Settings", "create_app", "open_node", "operator_token", "serve"]
