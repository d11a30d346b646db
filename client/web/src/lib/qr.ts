// SPDX-License-Identifier: Apache-2.0
// The bytes of a QR code in a picture. Fetched only when somebody scans: no browser but some has a reader of its own.
import { decodeQR } from "qr/decode.js";

const sidesMax = [1_600, 800, 2_800]; // a picture is tried at these sizes; fine codes want the last

/** A code's bytes, whatever its text would be; null where no code is found. */
export function codeIn(image: ImageData, milliseconds: number): Uint8Array | null {
  const bytes: number[] = [];
  try {
    const text = decodeQR(image, { effort: 3, timeLimit: milliseconds, textDecoder: (part) => (bytes.push(...part), "") });
    return bytes.length > 0 ? Uint8Array.from(bytes) : new TextEncoder().encode(text); // digits and capitals stand in no byte segment
  } catch {
    return null;
  }
}

/** A frame as it is seen now. */
export function frame(canvas: OffscreenCanvas, of: CanvasImageSource, width: number, height: number): ImageData {
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff"; // what is transparent is paper
  context.fillRect(0, 0, width, height);
  context.drawImage(of, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** The code in a picture's file. Throws if the browser cannot read the picture. */
export async function codeInFile(file: Blob): Promise<Uint8Array | null> {
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(1, 1);
  try {
    for (const most of sidesMax) {
      const scale = Math.min(1, most / Math.max(bitmap.width, bitmap.height));
      const found = codeIn(frame(canvas, bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)), 1_500);
      if (found) return found;
    }
    return null;
  } finally {
    bitmap.close();
  }
}
