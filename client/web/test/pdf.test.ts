// SPDX-License-Identifier: Apache-2.0
// The proof inside a PDF: the same rules, and the same errors, as those of credence verify (tests/unit/client/paper/attachment_test.cc).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { attachedProof, isPdf, NoAttachment } from "../src/lib/pdf.js";
import { bundles } from "../verifier/test/vectors.js";

type Buf = Buffer<ArrayBuffer>;
const text = (...parts: (string | Uint8Array)[]): Buf => Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)));
const bundle = (size = 200): Buf => text("credence:bundle\0", Uint8Array.from({ length: size - 16 }, (_, i) => i * 7));
const attached = (more: string, bytes: Uint8Array, line = "\n"): Buf => text(`7 0 obj\n<< /Type /EmbeddedFile ${more} >>\nstream${line}`, bytes, "\nendstream\nendobj\n");
const document = (...objects: Uint8Array[]): Buf => text("%PDF-1.7\n1 0 obj\n<< /Names << /EmbeddedFiles 3 0 R >> >>\nendobj\n", ...objects, "trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n");
const read = async (pdf: Buf): Promise<string> => {
  try {
    return Buffer.from(await attachedProof(new Uint8Array(pdf))).toString("hex");
  } catch (error) {
    assert(error instanceof NoAttachment, String(error));
    return error.code;
  }
};

test("a proof is read however it is packed", async () => {
  const proof = bundle(), small = deflateSync(proof), hex = proof.toString("hex");
  for (const pdf of [
    document(attached(`/Length ${proof.length}`, proof)),
    document(attached("/Length 12 0 R", proof)),
    document(attached(`/Length ${proof.length}`, proof, "\r\n")),
    document(attached(`/Filter /FlateDecode /Length ${small.length}`, small)),
    document(attached(`/Length ${small.length} /Filter[ /FlateDecode ]`, small)),
    document(attached("/Length 12 0 R /Filter/FlateDecode", small)),
    text(document(attached(`/Length ${proof.length}`, proof)), document(attached(`/Length ${proof.length}`, proof))),
    document(attached("/Length 5", text("hello")), attached("/Filter /FlateDecode /Length 5", text("hello")), attached(`/Length ${proof.length}`, proof)),
  ]) {
    assert(isPdf(pdf));
    assert.equal(await read(pdf), hex);
  }
});
test("a document without one has its own error", async () => {
  const proof = bundle(), broken = deflateSync(proof);
  broken[broken.length - 1]! ^= 1;
  const zeros = deflateSync(text(bundle(), new Uint8Array(64 << 20)));
  for (const [pdf, code] of [
    [document(), "pdf_without_proof"],
    [document(attached("/Length 5", text("hello"))), "pdf_without_proof"],
    [text(document(), "<< /Encrypt 9 0 R >>\n%%EOF\n"), "pdf_encrypted"],
    [document(attached(`/Length ${proof.length}`, proof), attached("/Length 201", bundle(201))), "pdf_proofs_differ"],
    [text("%PDF-1.7\n"), "pdf_damaged"],
    [document(attached("/Length 9999999999", proof)), "pdf_damaged"],
    [document(attached(`/Filter /FlateDecode /Length ${broken.length}`, broken)), "pdf_damaged"],
    [document(attached(`/Filter /FlateDecode /Length ${zeros.length}`, zeros)), "pdf_too_large"],
    [document(...Array.from({ length: 1001 }, () => attached("/Length 0", text("")))), "pdf_too_large"],
    [text(document(), new Uint8Array(64 << 20)), "pdf_too_large"],
  ] as const)
    assert.equal(await read(pdf), code);
});
test("the certificate of every vector gives the vector again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  try {
    for (const name of ["title", "award-part-paid", "history-enterprise", "absence-title"]) {
      const out = join(folder, `${name}.pdf`), vector = join(bundles, "valid", `${name}.proof`);
      const ran = spawnSync(join(process.env["CREDENCE_BIN"]!, "credence"), ["certificate", "proof", vector, "--anchor", join(bundles, "genesis.json"), "-o", out, "--overwrite"]);
      assert.equal(ran.status, 0, ran.stderr.toString());
      assert.equal(await read(readFileSync(out) as Buf), readFileSync(vector).toString("hex"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
