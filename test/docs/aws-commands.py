"""Holds commands of the AWS CLI against the models of the services. Reads a list of commands as JSON, writes a list of problems for
each. A command that is only mentioned need not have everything that it takes."""

import json
import re
import shlex
import sys

import botocore.session
import jmespath
from botocore.validate import ParamValidator

SESSION = botocore.session.get_session()

# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
GLOBAL = {"region", "output", "query", "profile", "endpoint-url", "no-cli-pager", "no-paginate", "max-items", "page-size"}

# What the CLI has and no service: its own commands, with their options.
OWN = {
    ("logs", "tail"): {"since", "format", "follow", "filter-pattern", "log-stream-names", "log-stream-name-prefix"},
    ("s3", "cp"): {"recursive", "exclude", "include", "sse", "dryrun", "quiet", "force-glacier-transfer"},
    ("s3", "ls"): {"recursive", "human-readable", "summarize"},
    ("s3", "sync"): {"delete", "exclude", "include", "dryrun"},
    ("eks", "update-kubeconfig"): {"name", "alias", "role-arn"},
    ("cloudformation", "deploy"): {
        "stack-name", "template-file", "capabilities", "no-fail-on-empty-changeset", "parameter-overrides", "s3-bucket"},
}

# Words that the reader fills in, and what a shell does.
IS_OPEN = re.compile(r"[A-Z]{3,}|\$|<|…")

# Names of operations and parameters in the CLI: PutAlarmMuteRule is put-alarm-mute-rule, kmsKeyArn is kms-key-arn.
def kebab(name):
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1-\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1-\2", name).lower()


def problems(command, is_whole):
    words = words_of(command)
    if len(words) < 3:
        return ["is not whole"]
    service, operation, rest = words[1], words[2], words[3:]
    options = options_of(rest)
    own = OWN.get((service, operation))
    if own is not None:
        return [f"--{name} is no option" for name, _ in options if name not in own | GLOBAL]
    service = {"s3api": "s3"}.get(service, service)
    if service not in SESSION.get_available_services():
        return [f"{service} is no service"]
    model = SESSION.get_service_model(service)
    name = {kebab(each): each for each in model.operation_names}.get(operation)
    if name is None:
        return [f"{operation} is no operation of {service}"]
    return list(of_operation(model.operation_model(name), options, is_whole))


# The words up to the end of the command. Quoted texts keep what they say.
def words_of(command):
    lexer = shlex.shlex(command, posix=True, punctuation_chars="();<>|&")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words = []
    for word in lexer:
        if re.fullmatch(r"[();<>|&]+", word):
            break
        words.append(word)
    return words


# (name, values) of each option.
def options_of(words):
    options = []
    for word in words:
        if word.startswith("--"):
            options.append((word[2:], []))
        elif options:
            options[-1][1].append(word)
    return options


def of_operation(operation, options, is_whole):
    shape = operation.input_shape
    members = {kebab(name): (name, member) for name, member in (shape.members if shape else {}).items()}
    given = set()
    for name, values in options:
        bare = name[3:] if name.startswith("no-") and name not in members else name
        if name in GLOBAL:
            if name == "query":
                yield from of_query(values, operation.output_shape)
        elif bare not in members:
            yield f"--{name} is no parameter of {operation.name}"
        else:
            member, its = members[bare]
            given.add(member)
            yield from of_value(name, its, values) if values else []
    for member in shape.required_members if shape and is_whole else []:
        if member not in given:
            yield f"--{kebab(member)} is missing"


def of_value(name, shape, values):
    text = " ".join(values)
    if text[:1] in "{[" and shape.type_name != "string":
        if "$(" in text:
            return
        try:
            value = json.loads(text)
        except ValueError as error:
            yield f"--{name}: {error}"
            return
        report = ParamValidator().validate(value, shape)
        if report.has_errors():
            yield f"--{name}: {report.generate_report()}"
    elif shape.type_name == "list" and shape.member.type_name not in ("structure", "list", "map"):
        for value in values:
            yield from of_value(name, shape.member, [value])
    elif shape.type_name in ("structure", "map"):
        keys = [part.split("=")[0] for part in text.split(",") if "=" in part]
        for key in keys if shape.type_name == "structure" else []:
            if key not in shape.members:
                yield f"--{name}: {key} is none of {', '.join(shape.members)}"
    elif IS_OPEN.search(text):
        return
    elif shape.type_name in ("integer", "long") and not re.fullmatch(r"-?\d+", text):
        yield f"--{name}: {text} is no number"
    elif shape.type_name == "string" and shape.enum and text not in shape.enum:
        yield f"--{name}: {text} is none of {', '.join(shape.enum)}"


def of_query(values, output):
    try:
        parsed = jmespath.compile(" ".join(values)).parsed
    except Exception as error:
        yield f"--query: {error}"
        return
    found = []
    walk(parsed, output, found)
    yield from found


# The shape that a part of a query has; None where it is not known. Fields that a shape lacks are found.
def walk(node, shape, found):
    kind, children = node["type"], node["children"]
    if kind == "field":
        if shape is not None and shape.type_name == "structure":
            if node["value"] not in shape.members:
                found.append(f"--query: {node['value']} is none of {', '.join(shape.members)}")
                return None
            return shape.members[node["value"]]
        return shape.value if shape is not None and shape.type_name == "map" else None
    if kind in ("subexpression", "index_expression", "pipe"):
        for child in children:
            shape = walk(child, shape, found)
        return shape
    if kind in ("projection", "filter_projection"):
        inner = walk(children[0], shape, found)
        member = inner.member if inner is not None and inner.type_name == "list" else None
        if kind == "filter_projection":
            walk(children[2], member, found)
        walk(children[1], member, found)
        return None
    if kind == "flatten":
        return walk(children[0], shape, found)
    if kind == "index":
        return shape.member if shape is not None and shape.type_name == "list" else None
    if kind in ("identity", "current", "slice"):
        return shape
    for child in children:
        walk(child["children"][0] if child["type"] == "key_val_pair" else child, shape, found)
    return None


json.dump([problems(**command) for command in json.load(sys.stdin)], sys.stdout)
