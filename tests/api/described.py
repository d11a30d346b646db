#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The API held against node/api/openapi.yaml.

    described.py table    OPENAPI PROBE   each route and each member of its query stands in both, and nothing else
    described.py examples OPENAPI PROBE   each operation with its examples: answered as described, each 200 met
    described.py random   OPENAPI PROBE   requests drawn from the description and bent: no answer that it does not know, no 5xx but a wait
    described.py network  OPENAPI FOLDER  what a node of a running network says of everything on its chain

PROBE is tests/api/probe.cc: the API without a socket.
"""
import base64
import json
import random
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import warnings

import jsonschema
import yaml

warnings.filterwarnings("ignore", category=DeprecationWarning)  # RefResolver: Debian 12 has no other

ROUNDS = 60  # requests of each operation in the random run
# nothing is broken: ask again, or it is not yet known
WAITS = {"not_yet_certified", "busy", "pool_full"}


class Description:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.safe_load(file)
        self.resolver = jsonschema.RefResolver.from_schema(self.root)
        jsonschema.Draft202012Validator.check_schema({"components": self.root["components"]["schemas"]})

    def at(self, node):
        """What a reference leads to."""
        while "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def operations(self):
        for path, item in self.root["paths"].items():
            for method in ("get", "post"):
                if method in item:
                    operation = item[method]
                    parameters = [self.at(one) for one in item.get("parameters", []) + operation.get("parameters", [])]
                    yield method.upper(), path, parameters, operation

    def faults(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        return ["/".join(map(str, fault.path)) + ": " + fault.message[:200] for fault in validator.iter_errors(value)]

    def faults_of(self, operation, answer):
        """What an answer has that the description does not know."""
        response = operation["responses"].get(str(answer["status"]))
        if response is None:
            return [f"status {answer['status']} is not described: {answer['body'][:300]}"]
        response = self.at(response)
        content = response.get("content")
        if content is None:
            return [f"a body where none is described: {answer['body'][:100]!r}"] if answer["body"] else []
        if answer["type"] not in content:
            return [f"content type {answer['type']} of {answer['status']} is not described"]
        faults = []
        for name, header in response.get("headers", {}).items():
            if name in answer["headers"]:
                faults += self.faults(self.at(header)["schema"], answer["headers"][name])
        media = content[answer["type"]]
        if answer["type"].endswith("json"):
            faults += self.faults(media["schema"], json.loads(answer["body"]))
        for name, identity, data in events_of(answer["body"]) if "x-events" in media else []:
            if name not in media["x-events"]:
                faults.append(f"event {name} is not described")
                continue
            faults += self.faults(media["x-events"][name], data)
            if identity is not None:
                faults += self.faults({"$ref": "#/components/schemas/EventId"}, identity)
        return faults


def events_of(text):
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in fields:
            yield fields["event"], fields.get("id"), json.loads(fields["data"])


class Probe:
    def __init__(self, program):
        self.samples = json.loads(subprocess.check_output([program, "--samples"]))
        self.routes = subprocess.check_output([program, "--routes"], text=True).splitlines()
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, method, target, kind="", body=b"", headers=None):
        request = {"method": method, "target": target, "type": kind, "body": base64.b64encode(body).decode(), **(headers or {})}
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"the program ended at {method} {target}")
        answer = json.loads(line)
        answer["body"] = base64.b64decode(answer["body"]).decode("utf-8", "replace")
        return answer


def values_of(parameter, samples):
    """Values that fit a parameter: its samples, its examples, what its schema says."""
    values = [str(samples[name]) for name in parameter.get("x-samples", [])]
    values += [str(example["value"]) for example in parameter.get("examples", {}).values()]
    schema = parameter["schema"]
    if "default" in schema:
        values.append(str(schema["default"]))
    if "const" in schema:
        values.append(str(schema["const"]))
    if not values and schema.get("type") == "integer":
        values.append(str(max(1, schema.get("minimum", 0))))
    if not values and "EventId" in schema.get("$ref", ""):
        values.append("1:0")
    if not values:
        raise SystemExit(f"the parameter {parameter['name']} needs an example")
    return values


def target_of(path, parameters, values):
    query, headers = [], {}
    for parameter in parameters:
        name = parameter["name"]
        if name not in values:
            continue
        quoted = urllib.parse.quote(values[name], safe="")
        if parameter["in"] == "path":
            path = path.replace("{" + name + "}", quoted)
        elif parameter["in"] == "query":
            query.append(f"{name}={quoted}")
        else:
            headers["last_event_id"] = values[name]
    return path + ("?" + "&".join(query) if query else ""), headers


def bodies_of(operation, samples):
    if "requestBody" not in operation:
        return [("", b"")]
    content = operation["requestBody"]["content"]
    octets = content.get("application/octet-stream", {})
    out = [("application/octet-stream", base64.b64decode(samples[octets.get("x-sample", "bytes")]))]
    if "application/json" in content:
        out.append(("application/json", json.dumps(content["application/json"].get("example", {"transaction": samples["bytes"]})).encode()))
    return out


def check_table(description, probe):
    described = set()
    for method, path, parameters, _ in description.operations():
        described.add((method, path, frozenset(one["name"] for one in parameters if one["in"] == "query")))
        named = set(re.findall(r"{([^}]*)}", path))
        stated = {one["name"] for one in parameters if one["in"] == "path"}
        if named != stated:
            yield f"{path}: parameters {sorted(stated)} are described"
    routes = {(line.split()[0], line.split()[1], frozenset(line.split()[2:])) for line in probe.routes}
    for method, path, query in sorted(described - routes, key=str):
        yield f"{method} {path} with {sorted(query)} is described, and is no route"
    for method, path, query in sorted(routes - described, key=str):
        yield f"{method} {path} with {sorted(query)} is a route, and is not described"


def check_examples(description, probe):
    for method, path, parameters, operation in description.operations():
        met = set()
        needed = [one for one in parameters if one["in"] == "path"]
        others = [one for one in parameters if one["in"] != "path"]
        base = {one["name"]: values_of(one, probe.samples)[0] for one in needed}
        drawn = [dict(base)]
        for parameter in needed + others:
            drawn += [base | {parameter["name"]: value} for value in values_of(parameter, probe.samples)]
        for values in drawn:
            target, headers = target_of(path, parameters, values)
            for kind, body in bodies_of(operation, probe.samples):
                answer = probe.ask(method, target, kind, body, headers)
                met.add(str(answer["status"]))
                for fault in description.faults_of(operation, answer):
                    yield f"{method} {target}: {fault}"
        # texts are kept, and a desk is served, by few nodes, and a batch is more than one transaction
        if "200" in operation["responses"] and "200" not in met and path not in ("/v1/credit/texts", "/v1/transactions") and not path.startswith("/v1/desk/"):
            yield f"{method} {path}: no example is answered with 200, but with {sorted(met)}"


def bent(draw, value):
    """A value that is near the one given, or far from it."""
    choice = draw.randrange(9)
    if choice == 0:
        return ""
    if choice == 1:
        return draw.choice(["0", "-1", "1", "2", "3", "18446744073709551615", "18446744073709551616", "1e9", "0x10", " 1"])
    if choice == 2:
        return value + draw.choice("0aZ/%?&=\x00é粤")
    if choice == 3:
        return value[: draw.randrange(len(value) + 1)]
    if choice == 4 and value:
        at = draw.randrange(len(value))
        return value[:at] + draw.choice("0fz-,:. \x01") + value[at + 1 :]
    if choice == 5:
        return value.upper()
    if choice == 6:
        return "".join(draw.choice("0123456789abcdef") for _ in range(draw.choice([2, 8, 18, 63, 64, 66, 200])))
    if choice == 7:
        return ",".join([value] * draw.randrange(1, 12))
    return value


def check_random(description, probe):
    draw = random.Random(20261129)
    asked = 0
    for method, path, parameters, operation in description.operations():
        for _ in range(ROUNDS):
            values = {}
            for parameter in parameters:
                if parameter["in"] == "path" or draw.random() < 0.4:
                    value = draw.choice(values_of(parameter, probe.samples))
                    values[parameter["name"]] = bent(draw, value) if draw.random() < 0.6 else value
            target, headers = target_of(path, parameters, values)
            if draw.random() < 0.05:
                target += draw.choice(["?", "&x=1", "?x=1", "/", "//", "/.."])
            kind, body = draw.choice(bodies_of(operation, probe.samples))
            if body and draw.random() < 0.8:
                body = bytearray(body)
                for _ in range(draw.randrange(1, 4)):
                    body[draw.randrange(len(body))] = draw.randrange(256)
                body = bytes(body[: draw.choice([0, 1, 20, len(body), len(body)])])
            answer = probe.ask(method, target, kind, body, headers)
            asked += 1
            known = operation["responses"]
            if answer["status"] == 404 and "404" not in known:  # bent until it leads nowhere
                if json.loads(answer["body"])["code"] != "no_route":
                    yield f"{method} {target}: 404 is not described"
                continue
            if answer["status"] == 400 and "400" not in known:
                if "parameter" not in answer["body"] and "the " not in answer["body"]:
                    yield f"{method} {target}: 400 is not described: {answer['body'][:200]}"
                continue
            if "/" in "".join(values.values()) or "/" in target[len(path) :] or "\x00" in target:
                continue  # it may have become another route's
            for fault in description.faults_of(operation, answer):
                yield f"{method} {target}: {fault}"
            if answer["status"] >= 500 and json.loads(answer["body"])["code"] not in WAITS:
                yield f"{method} {target}: {answer['status']} {answer['body'][:200]}"
    print(f"{asked} requests")


class Node:
    """A node of a running network, asked and described."""

    def __init__(self, description, folder):
        with open(folder + "/network.json", encoding="utf-8") as file:
            api = json.load(file)["nodes"][0]["api"]
        self.origin = api if "://" in api else "http://" + api
        self.description = description
        self.operations = {path: operation for method, path, _, operation in description.operations() if method == "GET"}
        self.asked, self.faults = 0, []

    def ask(self, target, path):
        try:
            with urllib.request.urlopen(self.origin + target) as out:
                answer = {"status": out.status, "type": out.headers["content-type"], "body": out.read().decode()}
        except urllib.error.HTTPError as out:
            answer = {"status": out.code, "type": out.headers["content-type"], "body": out.read().decode()}
        self.asked += 1
        self.faults += [f"{target}: {fault}" for fault in self.description.faults_of(self.operations[path], answer | {"headers": {}})]
        return json.loads(answer["body"])


def check_network(description, folder):
    node = Node(description, folder)
    for register, name in [("enterprises", "code"), ("programmes", "id"), ("departments", "id"), ("qualifications", "id"), ("targets", "id")]:
        cursor = ""
        while cursor is not None:
            page = node.ask(f"/v1/{register}?limit=100" + (f"&cursor={cursor}" if cursor else ""), f"/v1/{register}")
            cursor = page["next"]
            for row in page["rows"]:
                node.ask(row["href"], f"/v1/{register}/{{{name}}}")
                node.ask(row["href"] + "/history", f"/v1/{register}/{{{name}}}/history")
    for height in range(node.ask("/v1/blocks/latest", "/v1/blocks/{height}")["height"] + 1):
        for transaction in node.ask(f"/v1/blocks/{height}", "/v1/blocks/{height}")["transactions"]:
            node.ask(f"/v1/transactions/{transaction}", "/v1/transactions/{id}")
    for path in ["/v1/chain", "/v1/chain/history", "/v1/validators", "/v1/status", "/v1/evidence", "/v1/limits", "/v1/health"]:
        node.ask(path, path)
    for word in ["样例", "gd", "2", "sample", "岗"]:
        node.ask("/v1/search?limit=100&q=" + urllib.parse.quote(word), "/v1/search")
    print(f"{node.asked} answers")
    return node.faults


def main(part, openapi, program):
    if part == "network":
        faults = check_network(Description(openapi), program)
        print("\n".join(faults[:50]) or "as described")
        return 1 if faults else 0
    description, probe = Description(openapi), Probe(program)
    check = {"table": check_table, "examples": check_examples, "random": check_random}[part]
    faults = list(check(description, probe))
    print("\n".join(faults[:50]) or "as described")
    probe.process.stdin.close()
    return 1 if faults or probe.process.wait() != 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
