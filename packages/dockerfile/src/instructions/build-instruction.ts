import { suggest } from '../errors/suggest.ts';
import type { Instruction } from '../instruction.ts';
import type { AstNode } from '../syntax/ast.ts';
import { instructionBase, invalidArgument, requireOneWord, requireWords } from './base.ts';
import { buildCommand, buildShell } from './command.ts';
import { buildAdd, buildCopy } from './copy.ts';
import { readFlags } from './flags.ts';
import { buildFrom } from './from.ts';
import { buildHealthcheck } from './healthcheck.ts';
import { buildOnbuild } from './onbuild.ts';
import { buildArg, buildPairs } from './pairs.ts';
import { buildRun } from './run.ts';

type Build = (node: AstNode) => Instruction;

const builders: Readonly<Record<string, Build>> = {
  ADD: buildAdd,
  ARG: buildArg,
  CMD: (node) => buildCommand(node, 'CMD'),
  COPY: buildCopy,
  ENTRYPOINT: (node) => buildCommand(node, 'ENTRYPOINT'),
  ENV: (node) => buildPairs(node, 'ENV'),
  EXPOSE: buildExpose,
  FROM: buildFrom,
  HEALTHCHECK: buildHealthcheck,
  LABEL: (node) => buildPairs(node, 'LABEL'),
  MAINTAINER: (node) => buildValue(node, 'MAINTAINER'),
  ONBUILD: buildOnbuild,
  RUN: buildRun,
  SHELL: buildShell,
  STOPSIGNAL: (node) => ({
    ...instructionBase(node),
    kind: 'STOPSIGNAL',
    value: requireOneWord(node),
  }),
  USER: (node) => buildValue(node, 'USER'),
  VOLUME: buildVolume,
  WORKDIR: (node) => buildValue(node, 'WORKDIR'),
};

/**
 * Judges one instruction: its name, its flags, how many words it has. No variable is expanded.
 * Throws DockerfileError (specs of each instruction: docs.docker.com, "Dockerfile reference").
 */
export function buildInstruction(node: AstNode): Instruction {
  const name = node.name.text.toUpperCase();
  const build = Object.hasOwn(builders, name) ? builders[name] : undefined;
  if (build === undefined) {
    throw node.line.error(
      'UNKNOWN_INSTRUCTION',
      `unknown instruction: ${node.name.text}`,
      node.name.offset,
      suggest(node.name.text, Object.keys(builders)),
    );
  }
  return build(node);
}

function buildValue(node: AstNode, kind: 'USER' | 'WORKDIR' | 'MAINTAINER'): Instruction {
  const value = requireOneWord(node);
  readFlags(node, {});
  return { ...instructionBase(node), kind, value };
}

function buildExpose(node: AstNode): Instruction {
  requireWords(node);
  readFlags(node, {});
  const values = node.words.map((word) => word.text).sort();
  return { ...instructionBase(node), kind: 'EXPOSE', values };
}

function buildVolume(node: AstNode): Instruction {
  requireWords(node);
  readFlags(node, {});
  const values = node.words.map((word) => word.text.trim());
  if (values.includes('')) {
    throw invalidArgument(node, 'VOLUME specified can not be an empty string');
  }
  return { ...instructionBase(node), kind: 'VOLUME', values };
}
