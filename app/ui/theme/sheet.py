"""The one style sheet, generated from the tokens; what we paint ourselves is not in it."""

from __future__ import annotations

from app.ui.theme.tokens import Palette, Radius, Size

_FIELDS = "QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox, QDateTimeEdit"


def sheet(p: Palette) -> str:
    """QSS for the scheme `p`."""
    return "\n".join((_grounds(p), _fields(p), _lists(p), _bars(p)))


def _grounds(p: Palette) -> str:
    return f"""
QMainWindow, QDialog {{ background: {p.paper}; }}
QToolTip {{ background: {p.ink}; color: {p.card}; border: 0; padding: 8px 10px; }}
QScrollArea, QScrollArea > QWidget > QWidget#canvas {{ background: transparent; border: 0; }}
QFrame[surface="card"] {{
    background: {p.card}; border: {Size.LINE}px solid {p.line}; border-radius: {Radius.CARD}px; }}
QFrame[surface="well"] {{ background: {p.well}; border: 0; border-radius: {Radius.CONTROL}px; }}
QFrame[surface="side"] {{ background: {p.card}; border: 0; border-left: 1px solid {p.line}; }}
QFrame[surface="top"] {{ background: {p.card}; border: 0; border-bottom: 1px solid {p.line}; }}
QSplitter::handle {{ background: transparent; }}
QStatusBar {{ background: {p.card}; color: {p.ink2}; }}
"""


def _fields(p: Palette) -> str:
    def each(state: str) -> str:
        return ", ".join(f"{name.strip()}{state}" for name in _FIELDS.split(","))

    return f"""
{_FIELDS} {{
    background: {p.card}; color: {p.ink}; border: 1px solid {p.edge}; border-radius: {Radius.CONTROL}px;
    padding: 9px 12px; selection-background-color: {p.brand}; selection-color: {p.on_brand}; }}
QLineEdit, QComboBox, QAbstractSpinBox, QDateTimeEdit {{ min-height: 24px; }}
{each(":focus")} {{ border: {Size.FOCUS}px solid {p.brand}; padding: 8px 11px; }}
{each(":disabled")} {{ background: {p.well}; color: {p.on_off}; border-color: {p.line}; }}
{each('[readOnly="true"]')} {{ background: {p.well}; border-color: {p.line}; }}
{each('[invalid="true"]')} {{ border: {Size.FOCUS}px solid {p.block}; padding: 8px 11px; }}
QLineEdit[bare="true"] {{ background: transparent; border: 0; padding: 0; }}
QComboBox {{ padding-right: 36px; }}
QComboBox::drop-down {{ border: 0; width: 36px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView, QComboBox QAbstractItemView:focus {{
    border: 1px solid {p.edge}; border-radius: 0; padding: 4px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{
    border: 0; padding: 0 10px; background: transparent; min-height: 0; }}
QCheckBox, QRadioButton {{ color: {p.ink}; min-height: 44px; spacing: 10px; border-radius: {Radius.CONTROL}px; }}
QRadioButton:focus {{ border: {Size.FOCUS}px solid {p.brand}; }}
QRadioButton::indicator {{
    width: 20px; height: 20px; border: 2px solid {p.edge}; border-radius: 12px; background: {p.card}; }}
QRadioButton::indicator:checked {{
    width: 10px; height: 10px; border: 7px solid {p.brand}; border-radius: 12px; background: {p.card}; }}
"""


def _lists(p: Palette) -> str:
    return f"""
QAbstractItemView {{
    background: {p.card}; color: {p.ink}; border: 1px solid {p.line}; border-radius: {Radius.CONTROL}px;
    outline: 0; selection-background-color: {p.brand_soft}; selection-color: {p.brand};
    gridline-color: {p.line}; alternate-background-color: {p.well}; }}
QAbstractItemView:focus {{ border: {Size.FOCUS}px solid {p.brand}; }}
QAbstractItemView::item {{ min-height: 40px; padding: 2px 10px; }}
QAbstractItemView::item:hover {{ background: {p.well}; }}
QAbstractItemView::item:selected {{ background: {p.brand_soft}; color: {p.brand}; }}
QHeaderView, QHeaderView:focus {{ border: 0; border-radius: 0; background: {p.card}; }}
QTableCornerButton::section {{ background: {p.card}; border: 0; border-bottom: 1px solid {p.line}; }}
QHeaderView::section {{
    background: {p.card}; color: {p.ink2}; border: 0; border-bottom: 1px solid {p.line}; padding: 8px 10px; }}
QMenu {{ background: {p.card}; color: {p.ink}; border: 1px solid {p.line}; padding: 6px; }}
QMenu::item {{ padding: 11px 20px; border-radius: {Radius.SMALL}px; }}
QMenu::item:selected {{ background: {p.brand_soft}; color: {p.brand}; }}
QMenu::item:disabled {{ color: {p.on_off}; }}
"""


def _bars(p: Palette) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 2px; }}
QScrollBar::handle {{ background: {p.edge}; border-radius: 4px; }}
QScrollBar::handle:vertical {{ min-height: 44px; }}
QScrollBar::handle:horizontal {{ min-width: 44px; }}
QScrollBar::handle:hover {{ background: {p.brand}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; width: 0; height: 0; }}
QProgressBar {{ background: {p.off}; border: 0; border-radius: 4px; max-height: 8px; color: transparent; }}
QProgressBar::chunk {{ background: {p.brand}; border-radius: 4px; }}
QTabBar::tab {{
    background: transparent; color: {p.ink2}; border: 0; padding: 11px 16px; min-height: 22px;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {p.brand}; border-bottom: 2px solid {p.brand}; font-weight: bold; }}
QTabBar::tab:focus {{ background: {p.brand_soft}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {p.line}; }}
"""
