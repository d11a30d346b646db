// SPDX-License-Identifier: Apache-2.0
// A QR code of a proof or an anchor is read by the camera and from a photo: turned, unevenly lit, noisy. What the camera sees is a film made here.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { encodeQR } from "qr";
import { axe, bin, data, go, launch, open, shoot } from "./browser.js";

let browser: Browser;
const file = (name: string): string => join(data, name);
const credence = (...args: string[]): void => {
  const ran = spawnSync(join(bin, "credence"), ["--lang", "en", "--data", data, ...args]);
  assert.equal(ran.status, 0, ran.stderr.toString());
};

/** A sheet with this picture, or with nothing, on a desk, as somebody photographs it: RGBA. */
async function photographed(page: Page, picture: Buffer | null, width: number, height: number, degrees: number): Promise<Uint8Array> {
  const pixels = await page.evaluate(async ({ bytes, width, height, degrees }) => {
    const bitmap = bytes && (await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], { type: "image/png" })));
    const canvas = new OffscreenCanvas(width, height);
    const at = canvas.getContext("2d")!;
    at.fillStyle = "#75685a";
    at.fillRect(0, 0, width, height);
    at.setTransform(1, 0.015, -0.02, 0.985, width / 2, height / 2);
    at.rotate((degrees * Math.PI) / 180);
    const side = height * 0.84;
    at.fillStyle = "#f2efe6";
    at.fillRect(-side * 0.55, -side * 0.55, side * 1.1, side * 1.1);
    at.filter = "blur(0.5px)";
    if (bitmap) at.drawImage(bitmap, -side / 2, -side / 2, side, side);
    at.filter = "none";
    at.resetTransform();
    const light = at.createLinearGradient(0, 0, width, height);
    light.addColorStop(0, "rgba(0,0,0,0)");
    light.addColorStop(1, "rgba(0,0,0,.3)");
    at.fillStyle = light;
    at.fillRect(0, 0, width, height);
    const image = at.getImageData(0, 0, width, height);
    let seed = 7;
    for (let i = 0; i < image.data.length; ++i) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      if (i % 4 !== 3) image.data[i]! += (seed >> 16) % 17 - 8;
    }
    at.putImageData(image, 0, 0);
    const jpeg = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 })).arrayBuffer());
    let text = "";
    for (const byte of jpeg) text += String.fromCharCode(byte);
    return btoa(text);
  }, { bytes: picture?.toString("base64"), width, height, degrees });
  return Buffer.from(pixels, "base64");
}
/** The same for chromium's film of a camera: frames of YUV 4:2:0. */
async function film(page: Page, jpeg: Uint8Array, width: number, height: number, to: string): Promise<void> {
  const luma = await page.evaluate(async ({ bytes, width, height }) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
    const at = new OffscreenCanvas(width, height).getContext("2d")!;
    at.drawImage(bitmap, 0, 0);
    const { data } = at.getImageData(0, 0, width, height);
    const out = new Uint8Array(width * height);
    for (let i = 0; i < out.length; ++i) out[i] = 16 + 0.859 * (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!);
    const reader = new FileReader();
    reader.readAsDataURL(new Blob([out]));
    await new Promise((resolve) => (reader.onload = resolve));
    return (reader.result as string).replace(/^[^,]*,/, "");
  }, { bytes: Buffer.from(jpeg).toString("base64"), width, height });
  const handle = openSync(to, "w");
  writeSync(handle, `YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`);
  for (let i = 0; i < 2; ++i) {
    writeSync(handle, "FRAME\n");
    writeSync(handle, Buffer.from(luma, "base64"));
    writeSync(handle, Buffer.alloc((width * height) / 2, 128));
  }
  closeSync(handle);
}

let code = "";
before(async () => {
  browser = await launch();
  const { page, context } = await open(browser, 1440, /./);
  await go(page, "title/sample-innovative-sme", { lang: "zh", state: "valid", text: "样例企业00" });
  code = /enterprise\/(\w+)/.exec((await page.locator('main a[href^="#/enterprise/"]').first().getAttribute("href"))!)![1]!;
  credence("prove", "title", code, "sample-innovative-sme", "--no-names", "-o", file("scan.credence-proof"), "--qr-file", file("scan.png"), "--overwrite");
  credence("anchor", "make", "-o", file("scan.credence-anchor"), "--qr-file", file("scan-anchor.png"), "--overwrite");
  await page.goto("about:blank");
  for (const [name, degrees] of [["scan", 6], ["scan-anchor", -11]] as const) writeFileSync(file(`${name}.jpg`), await photographed(page, readFileSync(file(`${name}.png`)), 1920, 1080, degrees));
  writeFileSync(file("blank.jpg"), await photographed(page, null, 640, 480, 3));
  await film(page, readFileSync(file("scan.jpg")), 1920, 1080, file("scan.y4m"));
  await context.close();
});
after(() => browser.close());

test("a photo of the code of a proof is verified, one of an anchor is where trust begins; the reader of codes comes only when asked", async () => {
  const { page, context, faults } = await open(browser);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await go(page, "verify", { lang: "en" });
  await page.getByText("from the node").waitFor();
  const before = asked.length;
  assert.ok(!asked.some((url) => /\/qr-/.test(url)));
  await page.setInputFiles("input[type=file]", file("scan.jpg"));
  await page.locator(".verdict .word", { hasText: /Valid|not registered/ }).waitFor();
  assert.match(await page.locator(".verdict").innerText(), new RegExp(code));
  assert.deepEqual(asked.slice(before).filter((url) => url.includes("/v1/")), []);
  assert.ok(asked.some((url) => /\/qr-/.test(url)));
  assert.deepEqual(await axe(page), []);
  await page.setInputFiles("input[type=file]", file("scan-anchor.jpg"));
  await page.getByText("from the QR code").waitFor();
  await page.getByText(/pinned anchor: block/).waitFor();
  await page.setInputFiles("input[type=file]", file("blank.jpg"));
  await page.getByRole("alert").getByText(/No QR code was found in blank.jpg/).waitFor();
  writeFileSync(file("broken.png"), "no picture");
  await page.setInputFiles("input[type=file]", file("broken.png"));
  await page.getByRole("alert").getByText(/broken.png cannot be read/).waitFor();
  // the code of a print that has no room for its proof names it; another text is shown as what it is
  const texts = [
    [`credence-proof:${"5a".repeat(32)}`, "names the proof with the checksum 5a5a…5a5a"],
    [`https://example.org/#/verify?proof=${"6b".repeat(32)}`, "names the proof with the checksum 6b6b…6b6b"],
    ["https://example.org/", "holds no proof and no anchor, but a text: https://example.org/"],
  ] as const;
  for (const [i, [text, words]] of texts.entries()) {
    writeFileSync(file(`text-${i}.gif`), encodeQR(text, "gif", { scale: 6 }));
    await page.setInputFiles("input[type=file]", file(`text-${i}.gif`));
    await page.getByText(words).waitFor();
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("the camera reads it, from the node's page and from the saved file with the network cut", async () => {
  const seeing = await launch(["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${file("scan.y4m")}`, "--use-fake-ui-for-media-stream"]);
  const { page, context, faults } = await open(seeing);
  await go(page, "verify", { lang: "zh" });
  await page.getByText("来自节点").waitFor();
  await page.getByRole("button", { name: "扫二维码" }).click();
  await page.locator(".verdict").waitFor();
  assert.match(await page.locator(".verdict").innerText(), new RegExp(code));
  assert.equal(await page.locator(".camera").count(), 0, "the camera is off");
  await shoot(page, "verify-scanned-zh-light");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "把本页存成一个文件" }).click()]);
  await download.saveAs(file("credence-verify-scan.html"));
  assert.deepEqual(faults, []);
  await context.close();
  const alone = await open(seeing, 390);
  await alone.context.setOffline(true);
  await alone.page.goto(`file://${file("credence-verify-scan.html")}#/?lang=en`);
  await alone.page.getByText("in this file").waitFor();
  await alone.page.setInputFiles("input[type=file]", file("scan.jpg"));
  await alone.page.locator(".verdict").waitFor();
  await alone.page.reload();
  await alone.page.getByRole("button", { name: "Scan a QR code" }).click();
  await alone.page.locator(".verdict").waitFor();
  assert.match(await alone.page.locator(".verdict").innerText(), new RegExp(code));
  assert.deepEqual(alone.faults, []);
  await seeing.close();
});

test("a camera that may not be used, and one that is not there, are named, with the way on", async () => {
  const refusing = await launch(["--use-fake-device-for-media-stream"]);
  for (const [where, words, picture] of [[refusing, /may not use the camera/, "verify-camera-refused-en-light"], [browser, /No camera was found/, ""]] as const) {
    const { page, context } = await open(where);
    await go(page, "verify", { lang: "en" });
    await page.getByRole("button", { name: "Scan a QR code" }).click();
    await page.locator(".camera [role=status]", { hasText: words }).waitFor();
    assert.deepEqual(await axe(page), []);
    if (picture) await shoot(page, picture);
    await page.getByRole("button", { name: "Close the camera" }).click();
    await page.locator(".camera").waitFor({ state: "detached" });
    await context.close();
  }
  await refusing.close();
});
