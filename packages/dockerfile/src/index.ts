export {
  DockerfileError,
  type DockerfileErrorCode,
  type ErrorPlace,
} from './errors/dockerfile-error.ts';
export type { SourceFile } from './errors/source-file.ts';
export { suggest } from './errors/suggest.ts';
export {
  createExpander,
  type ExpandedWord,
  type ExpandedWords,
  type Expander,
  expandHeredoc,
} from './expansion/expander.ts';
export type { Lookup } from './expansion/shell-lexer.ts';
export type {
  ArgInstruction,
  CommandInstruction,
  CommandLine,
  CopyInstruction,
  Dockerfile,
  DockerfileWarning,
  FromInstruction,
  HealthcheckInstruction,
  Heredoc,
  Instruction,
  LineRange,
  ListInstruction,
  OnbuildInstruction,
  PairsInstruction,
  Position,
  RunInstruction,
  RunMount,
  Stage,
  StageInstruction,
  ValueInstruction,
} from './instruction.ts';
export { parseMount } from './instructions/mount.ts';
export { parseDockerfile } from './parse-dockerfile.ts';
export { parseOnbuild } from './parse-onbuild.ts';
export { hasWildcard } from './paths/has-wildcard.ts';
export { createIgnoreMatcher } from './paths/ignore-matcher.ts';
export { createPathMatcher, type PathMatcher } from './paths/path-matcher.ts';
export { type PathPattern, pathPattern } from './paths/path-pattern.ts';
export { type HeredocWord, parseHeredocWord } from './syntax/heredoc.ts';
