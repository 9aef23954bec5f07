"""A screen per stage of the meeting: 准备 签到 论证 结论 签字 封存 上报."""
