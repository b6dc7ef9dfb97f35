"""Does the host stand in for the phone's camera, sounds, vibration, screen and files as WeChat offers them?"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.phone import Phone
from tests.browser.product import Product
from tests.browser.test_host import answer, ask

PICTURE = "/images/one.png"


@pytest.fixture(scope="module")
def product(matrix_product: Product) -> Product:
    return matrix_product


def agreed(phone: Phone) -> Locator:
    """Open the page of the device on a phone whose owner has agreed to the privacy guideline."""
    phone.store("__wechat_privacy_agreed", value=True)
    return phone.open("pages/device/index")


def test_camera_scans_again_and_again(phone: Phone) -> None:
    screen = agreed(phone)
    expect(screen.locator("#camera-state")).to_have_text("on")
    field = screen.locator("#camera").get_by_role("textbox", name="扫到的内容")
    for code in ("SLR-1", "SLR-2"):
        field.fill(code)
        screen.locator("#camera").get_by_role("button", name="扫").click()
    field.fill(" SLR-3 ")
    field.press("Enter")
    field.press("Enter")
    expect(screen.locator("#scanned")).to_have_text("SLR-1 SLR-2 SLR-3 ")
    expect(field).to_have_value("")
    assert phone.page.evaluate("getCurrentPages()[0].last") == {"type": "qrcode", "charSet": "utf-8"}
    expect(screen.locator("#frame")).to_have_text("对准二维码")
    expect(screen.locator("#photo").get_by_role("textbox")).to_be_hidden()


def test_camera_stays_dark_when_refused(phone: Phone) -> None:
    screen = phone.open("pages/device/index")
    for _camera in range(2):
        phone.dialog().get_by_role("button", name="拒绝").click()
    expect(screen.locator("#camera-state")).to_contain_text("camera:fail")
    expect(screen.get_by_role("textbox", name="扫到的内容")).to_have_count(0)


def test_scanning_by_the_phone_again_and_again(phone: Phone) -> None:
    agreed(phone)
    for code in ("one", "two"):
        ask(phone, "wx.scanCode({ onlyFromCamera: true })")
        phone.dialog().get_by_role("textbox").fill(code)
        phone.dialog().get_by_role("button", name="确定").click()
        assert answer(phone)["result"] == code
    ask(phone, "wx.scanCode()")
    phone.dialog().get_by_role("button", name="取消").click()
    assert answer(phone)["errMsg"] == "scanCode:fail cancel"
    expect(phone.page.locator("#dialogs [aria-modal]")).to_have_count(0)


def test_sounds(phone: Phone) -> None:
    screen = agreed(phone)
    screen.locator("#sound").click()
    expect(screen.locator("#heard")).to_have_text("stopped ended ")
    assert phone.page.evaluate("sandbox.sounds") == ["/sounds/beep.wav"]
    heard = phone.page.evaluate(
        """() => {
          const sound = wx.createInnerAudioContext();
          Object.assign(sound, { src: '/sounds/beep.wav', loop: true, volume: 0.5 });
          const before = [sound.src, sound.loop, sound.volume, sound.paused];
          sound.play();
          sound.destroy();
          return [...before, sound.paused];
        }"""
    )
    assert heard == ["/sounds/beep.wav", True, 0.5, True, True]


def test_vibration_and_screen(phone: Phone) -> None:
    agreed(phone)
    phone.page.evaluate("Promise.all([wx.vibrateShort({ type: 'light' }), wx.vibrateLong()])")
    assert phone.page.evaluate("sandbox.vibrations") == 2
    phone.page.evaluate("wx.setScreenBrightness({ value: 0.9 })")
    assert phone.page.evaluate("wx.getScreenBrightness()")["value"] == 0.9
    ask(phone, "wx.setScreenBrightness({ value: 2 })")
    assert answer(phone)["errMsg"] == "setScreenBrightness:fail invalid value"
    phone.page.evaluate("wx.setKeepScreenOn({ keepScreenOn: true })")
    assert phone.page.evaluate("sandbox.keepsScreenOn") is True


def test_network_changes_are_told_until_unwanted(phone: Phone) -> None:
    agreed(phone)
    assert phone.page.evaluate("wx.getNetworkType()")["networkType"] == "wifi"
    phone.page.evaluate(
        """() => {
          window.told = [];
          window.listener = ({ isConnected }) => window.told.push(isConnected);
          wx.onNetworkStatusChange(window.listener);
        }"""
    )
    for offline in (True, False):
        phone.network(offline=offline)
    phone.page.evaluate("wx.offNetworkStatusChange(window.listener)")
    phone.network(offline=True)
    assert phone.page.evaluate("window.told") == [False, True]
    assert phone.page.evaluate("wx.getNetworkType()")["networkType"] == "none"


UPLOAD = f"""wx.uploadFile({{
  url: '/upload', filePath: '{PICTURE}', name: 'file',
  formData: {{ event: '42' }}, header: {{ Authorization: 'Bearer t' }}, timeout: 2000,
}})"""


def test_upload_is_a_form_with_a_file(phone: Phone) -> None:
    agreed(phone)
    sent: list[tuple[str, bytes]] = []

    def take(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        sent.append((route.request.headers["authorization"], body))
        route.fulfill(status=201, body='{"id": "f1"}', content_type="application/json")

    phone.context.route("**/upload", take)
    ask(phone, UPLOAD)
    told = answer(phone)
    assert (told["statusCode"], told["data"]) == (201, '{"id": "f1"}')
    [(token, body)] = sent
    assert token == "Bearer t"
    assert re.search(rb'name="event"\r\n\r\n42', body)
    assert re.search(rb'name="file"; filename="upload.png"\r\nContent-Type: image/png', body)


def test_upload_goes_over_the_bad_network(phone: Phone) -> None:
    agreed(phone)
    phone.network(offline=True)
    ask(phone, UPLOAD)
    assert "ERR_INTERNET_DISCONNECTED" in answer(phone)["errMsg"]
    phone.network(offline=False, delay=5000)
    ask(phone, UPLOAD)
    assert answer(phone)["errMsg"] == "uploadFile:fail timeout"


def test_pictures_are_made_smaller(phone: Phone) -> None:
    agreed(phone)
    ask(phone, f"wx.compressImage({{ src: '{PICTURE}', quality: 60, compressedWidth: 40 }})")
    path = answer(phone)["tempFilePath"]
    assert phone.page.evaluate("(src) => wx.getImageInfo({ src })", path)["width"] == 40
    read = "(filePath) => wx.getFileSystemManager().readFile({ filePath, encoding: 'base64' })"
    assert phone.page.evaluate(read, path)["data"].startswith("/9j/"), "a JPEG"
    phone.expect_problem("404|nothing.png")
    ask(phone, "wx.compressImage({ src: '/images/nothing.png' })")
    assert answer(phone)["errMsg"] == "compressImage:fail image not found"


def test_documents_and_pictures_are_kept(phone: Phone, tmp_path: Path) -> None:
    agreed(phone)
    phone.context.route(
        "**/proof.pdf", lambda route: route.fulfill(body=b"%PDF-1.4 proof", content_type="application/pdf")
    )
    ask(phone, "wx.downloadFile({ url: '/proof.pdf' })")
    downloaded = answer(phone)
    assert downloaded["statusCode"] == 200
    opens = "(filePath) => { window.open = (url) => { window.opened = url; return null; }; return 0; }"
    phone.page.evaluate(opens, downloaded["tempFilePath"])
    with phone.page.expect_download() as document:
        phone.page.evaluate("(filePath) => wx.openDocument({ filePath, fileType: 'pdf' })", downloaded["tempFilePath"])
    document.value.save_as(tmp_path / "proof.pdf")
    assert (tmp_path / "proof.pdf").read_bytes() == b"%PDF-1.4 proof"
    assert phone.page.evaluate("window.opened") == downloaded["tempFilePath"]
    with phone.page.expect_download() as picture:
        ask(phone, f"wx.saveImageToPhotosAlbum({{ filePath: '{PICTURE}' }})")
    assert picture.value.suggested_filename.endswith(".png")
    assert answer(phone)["errMsg"] == "saveImageToPhotosAlbum:ok"
