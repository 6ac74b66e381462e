/** An instruction as a Dockerfile writes it. */
export interface Instruction {
  /** `RUN`, `COPY`, …; empty where the text names none. */
  readonly keyword: string;
  readonly text: string;
}

const keywords =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+/;

/**
 * What a line of an image's history was in its Dockerfile. Builders write `/bin/sh -c #(nop) …` for
 * what ran nothing, `/bin/sh -c …` or `RUN /bin/sh -c … # buildkit` for what did.
 */
export function instructionOf(createdBy: string): Instruction {
  const plain = createdBy
    .replace(/\s*#\s*buildkit\s*$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^(RUN )?(?:\|\d+ (?:[\w.]+=.*? )?)?\/bin\/sh -c /, 'RUN ')
    .trim();
  const keyword = keywords.exec(plain)?.[1];
  return keyword === undefined
    ? { keyword: '', text: plain }
    : { keyword, text: plain.slice(keyword.length).trim() };
}
