"""`flask wechat check`: does WeChat accept our app id and secret?"""

import click
from flask import current_app
from flask.cli import AppGroup

from backend.config import settings
from backend.integrations.wechat.errors import WeChatError, WeChatErrorKind

_WRONG_APPID = {40013, 41002}
_WRONG_SECRET = {40125, 41004}
_WRONG_ADDRESS = {40164}

wechat = AppGroup("wechat", help="The connection to WeChat.")


@wechat.command("check")
def check() -> None:
    """Say whether WeChat accepts the app id and the secret. Exit code 1 if not, or if nobody could say."""
    try:
        current_app.extensions["wechat"].check_credentials()
    except WeChatError as exc:
        raise click.ClickException(_in_words(exc)) from exc
    click.echo(f"WeChat ({settings().wechat_api_base}) accepts app id {settings().wechat_appid} and its secret.")


def _in_words(error: WeChatError) -> str:
    if error.errcode in _WRONG_APPID:
        return f"WeChat does not know the app id {settings().wechat_appid}: set SHILIU_WECHAT_APPID."
    if error.errcode in _WRONG_SECRET:
        return "WeChat knows the app id, but the secret is not its own: set SHILIU_WECHAT_SECRET."
    if error.errcode in _WRONG_ADDRESS:
        return "WeChat does not take calls from this machine: add its address to the IP whitelist of the mini-program."
    if error.kind is WeChatErrorKind.UNAVAILABLE:
        why = error.failure or f"errcode {error.errcode}"
        return f"WeChat ({settings().wechat_api_base}) could not be asked ({why}): try again later."
    return f"WeChat refused (errcode {error.errcode}, rid {error.rid}): look it up in WeChat's list of error codes."
