"""Starting and checking the Telegram bot."""

from __future__ import annotations


def webhook_no_server() -> str:
    return '用 WENJU_TELEGRAM_WEBHOOK 还要装一个组件：pip install ".[webhook]"。'


def webhook_port_taken(address: str) -> str:
    return f"不能在 {address} 上接收：端口被占用或地址不对，请改 WENJU_TELEGRAM_WEBHOOK_LISTEN。"


def webhook_refused(reason: str) -> str:
    return f"Telegram 不接受 WENJU_TELEGRAM_WEBHOOK 的地址（{reason}）：请检查域名、证书和端口。"


CHECK_FINE, CHECK_WRONG = "✓", "✗"


def check_library(documents: int) -> str:
    if not documents:
        return "资料库是空的：请先用 wenju ingest 收入文件。"
    return f"资料库里有 {documents} 个文件。"


def check_admins(count: int) -> str:
    if not count:
        return "没有设管理员（WENJU_TELEGRAM_ADMINS）：不能开放群、收入文件和看统计。"
    return f"管理员 {count} 人。"


def check_readers(*, users: int, chats: int, open_groups: bool) -> str:
    private = f"私聊只对 {users} 人开放" if users else "私聊对所有人开放"
    if open_groups:
        return f"{private}；群都开放。"
    named = f"群只开放设定的 {chats} 个和管理员用 /allow 开放的" if chats else "群要管理员用 /allow 开放"
    return f"{private}；{named}。"


def check_state(path: str) -> str:
    return f"状态文件 {path} 完好。"


def check_state_new(path: str) -> str:
    return f"状态文件 {path} 还没有，启动时会新建。"


def check_state_in_use(path: str) -> str:
    return f"状态文件 {path} 正由运行中的 wenju telegram 使用。"


def check_reached(name: str) -> str:
    return f"连上了 Telegram，机器人是 @{name}。"


def check_unreachable(*, proxied: bool) -> str:
    if proxied:
        return "连不上 Telegram：请检查 WENJU_TELEGRAM_PROXY 里的代理是否开着、能否出网。"
    return "连不上 Telegram：请检查网络；如在防火墙后，请设 WENJU_TELEGRAM_PROXY。"


def check_hears(*, hears: bool) -> str:
    if hears:
        return "群里的消息都收得到，只回答写给它的。"
    return "群里只收得到写给它的消息；这就够用，要改请在 @BotFather 用 /setprivacy。"


def check_no_groups() -> str:
    return "这个机器人不能进群：请在 @BotFather 用 /setjoingroups 打开。"


def check_no_inline() -> str:
    return "在别的聊天里 @ 它不会有反应：要用请在 @BotFather 用 /setinline 打开。"


def check_polling(*, webhook_set: bool) -> str:
    if webhook_set:
        return "用轮询收消息；Telegram 那边还设着 webhook，启动时会撤掉。"
    return "用轮询收消息。"


def check_webhook(url: str, *, already: bool) -> str:
    return f"用 webhook 收消息：{url}（{'已经设好' if already else '启动时设置'}）。"


def check_webhook_error(reason: str) -> str:
    return f"Telegram 上一次送消息没有成功：{reason}。请检查反向代理和证书。"


def check_waiting(count: int) -> str:
    return f"有 {count} 条消息等着处理。"
