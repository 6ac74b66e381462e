/** Numbers that look random and are the same in every run. */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const known = `server web app api node nginx redis postgres mysql proxy cache worker queue base
  python java golang rust ruby php alpine debian ubuntu build test tool service client data model
  image docker container the and with for run use port config install version release example
  database storage network security monitor metrics logging gateway auth admin dashboard`.split(
  /\s+/,
);

/** Words of a language that nobody speaks, after those of this trade; the first are the most used. */
export function vocabulary(size: number): readonly string[] {
  const random = repeatable(7);
  const sounds =
    'ba be bi bo bu da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to va ve vi vo za zo'.split(
      ' ',
    );
  const words = new Set(known);
  while (words.size < size) {
    const length = 2 + Math.floor(random() * 3);
    words.add(
      Array.from({ length }, () => sounds[Math.floor(random() * sounds.length)] ?? '').join(''),
    );
  }
  return [...words];
}

/** Picks words as texts have them: the second half as often as the first, and so on (Zipf). */
export function wordPicker(words: readonly string[], random: () => number): () => string {
  return () => words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? '';
}
