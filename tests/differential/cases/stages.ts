import { casesOf } from '../differential-case.ts';

const stages = casesOf('stages', [
  ['two', 'FROM base AS build\nRUN echo x > /x\nFROM scratch\nCOPY --from=build /x /x'],
  ['by-index', 'FROM base\nRUN echo x > /x\nFROM scratch\nCOPY --from=0 /x /x'],
  [
    'from-stage',
    'FROM base AS a\nRUN echo 1 > /1\nFROM a AS b\nRUN echo 2 > /2\nFROM b\nRUN cat /1 /2 > /3',
  ],
  [
    'upper-case-name',
    'FROM base AS Build\nRUN echo x > /x\nFROM scratch\nCOPY --from=build /x /x',
    { withoutBuildah: 'minds the case of stage names' },
  ],
  ['lower-case-as', 'from base as build\nrun echo x > /x\nfrom scratch\ncopy --from=build /x /x'],
  [
    'mixed-case-use',
    'FROM base AS build\nRUN echo x > /x\nFROM scratch\nCOPY --from=BUILD /x /x',
    { withoutBuildah: 'minds the case of stage names' },
  ],
  [
    'unused-broken-stage',
    'FROM base AS broken\nRUN false\nFROM base\nRUN echo ok > /o',
    { withoutBuildah: 'builds each stage' },
  ],
  [
    'target',
    'FROM base AS one\nRUN echo 1 > /o\nFROM base AS two\nRUN echo 2 > /o',
    { target: 'one' },
  ],
  [
    'target-by-index',
    'FROM base\nRUN echo 1 > /o\nFROM base\nRUN echo 2 > /o',
    { target: '0', fails: true, withoutBuildah: 'takes numbers' },
  ],
  ['target-unknown', 'FROM base AS one\nRUN true', { target: 'three', fails: true }],
  [
    'diamond',
    'FROM base AS a\nRUN echo a > /a\nFROM a AS b\nRUN echo b > /b\nFROM a AS c\nRUN echo c > /c\nFROM scratch\nCOPY --from=b /a /b /x/\nCOPY --from=c /a /c /y/',
  ],
  ['image-in-from-flag', 'FROM scratch\nCOPY --from=base /etc/os-release /os'],
  [
    'forward-reference',
    'FROM scratch\nCOPY --from=later /x /x\nFROM base AS later\nRUN touch /x',
    { target: '0', fails: true },
  ],
  ['own-name', 'FROM base AS me\nCOPY --from=me /etc/passwd /x', { fails: true }],
  ['index-out-of-range', 'FROM base\nCOPY --from=7 /x /x', { fails: true }],
  [
    'same-name-twice',
    'FROM base AS x\nRUN echo 1 > /o\nFROM base AS x\nRUN echo 2 > /p\nFROM scratch\nCOPY --from=x /p /p',
    { withoutBuildah: 'refuses it' },
  ],
  ['invalid-name', 'FROM base AS 1st\nRUN true', { fails: true, withoutBuildah: 'takes it' }],
  ['scratch-only', 'FROM scratch\nLABEL a=b'],
  ['base-only', 'FROM base'],
  ['empty-stages', 'FROM scratch AS a\nFROM a AS b\nFROM b\nCOPY f /f', { files: { f: '1' } }],
  [
    'config-from-stage',
    'FROM base AS a\nENV x=1\nUSER nobody\nWORKDIR /w\nCMD ["a"]\nLABEL l=1\nEXPOSE 1\nFROM a\nLABEL m=2',
  ],
  [
    'config-not-by-copy',
    'FROM base AS a\nENV x=1\nCMD ["a"]\nRUN touch /f\nFROM base\nCOPY --from=a /f /f',
  ],
  [
    'copy-folder',
    'FROM base AS a\nRUN mkdir -p /d/e && echo 1 > /d/e/f && ln -s e /d/s && chmod 700 /d/e\nFROM scratch\nCOPY --from=a /d /d',
  ],
  [
    'copy-symlink',
    'FROM base AS a\nRUN echo t > /t && ln -s /t /l\nFROM scratch\nCOPY --from=a /l /x/',
  ],
  [
    'copy-through-symlink',
    'FROM base AS a\nRUN mkdir /real && echo 1 > /real/f && ln -s /real /link\nFROM scratch\nCOPY --from=a /link/f /f',
  ],
  [
    'copy-symlinked-folder',
    'FROM base AS a\nRUN mkdir /real && echo 1 > /real/f && ln -s /real /link\nFROM scratch\nCOPY --from=a /link /d',
  ],
  [
    'copy-relative-source',
    'FROM base AS a\nWORKDIR /w\nRUN echo 1 > f\nFROM scratch\nCOPY --from=a w/f /f',
  ],
  [
    'copy-wildcard',
    'FROM base AS a\nRUN mkdir /d && touch /d/a1 /d/a2 /d/b\nFROM scratch\nCOPY --from=a /d/a* /x/',
  ],
  [
    'copy-hard-links',
    'FROM base AS a\nRUN mkdir /h && echo 1 > /h/a && ln /h/a /h/b\nFROM scratch\nCOPY --from=a /h /h',
  ],
  ['copy-fifo', 'FROM base AS a\nRUN mkdir /p && mkfifo /p/f\nFROM scratch\nCOPY --from=a /p /p'],
  [
    'copy-root',
    'FROM scratch AS a\nCOPY f /d/f\nFROM base\nCOPY --from=a / /',
    { files: { f: '1' } },
  ],
  [
    'copy-twice',
    'FROM base AS a\nRUN echo 1 > /f\nFROM scratch\nCOPY --from=a /f /x\nCOPY --from=a /f /x',
  ],
  ['platform-flag', 'FROM --platform=linux/amd64 base\nRUN echo 1 > /o'],
  [
    'platform-variable',
    'FROM --platform=$BUILDPLATFORM base AS b\nRUN echo 1 > /o\nFROM base\nCOPY --from=b /o /o',
  ],
  ['no-from', 'RUN echo hi', { fails: true }],
  [
    'many',
    `FROM base AS s0\nRUN echo 0 > /f\n${Array.from({ length: 8 }, (_, i) => `FROM s${i} AS s${i + 1}\nRUN echo ${i + 1} >> /f`).join('\n')}`,
  ],
]);

const onbuild = casesOf('onbuild', [
  ['kept-in-config', 'FROM base\nONBUILD RUN echo x > /x\nONBUILD COPY . /src'],
  [
    'runs-in-child',
    'FROM base AS p\nONBUILD RUN echo x > /x\nFROM p\nRUN cat /x > /y',
    { withoutBuildah: 'keeps no triggers in OCI images' },
  ],
  ['cleared-in-child', 'FROM base AS p\nONBUILD RUN echo x > /x\nFROM p AS q\nFROM q'],
  ['env', 'FROM base AS p\nONBUILD ENV a=1\nFROM p\nRUN echo $a > /o'],
  ['copy', 'FROM base AS p\nONBUILD COPY f /f\nFROM p', { files: { f: 'f' } }],
  [
    'arg',
    'FROM base AS p\nONBUILD ARG v=1\nONBUILD RUN echo $v > /o\nFROM p',
    { args: { v: '2' } },
  ],
  [
    'order',
    'FROM base AS p\nONBUILD RUN echo 1 > /o\nONBUILD RUN echo 2 >> /o\nFROM p\nRUN echo 3 >> /o',
  ],
  ['of-onbuild', 'FROM base\nONBUILD ONBUILD RUN true', { fails: true }],
  ['of-from', 'FROM base\nONBUILD FROM base', { fails: true }],
  ['of-maintainer', 'FROM base\nONBUILD MAINTAINER me', { fails: true }],
  [
    'copy-from-stage',
    'FROM base AS dep\nRUN echo d > /d\nFROM base AS p\nONBUILD COPY --from=dep /d /d\nFROM p',
    { withoutBuildah: 'cannot' },
  ],
  ['workdir-user', 'FROM base AS p\nONBUILD WORKDIR /w\nONBUILD USER 12\nFROM p'],
]);

const syntax = casesOf('syntax', [
  ['comments', '# first\nFROM base\n# second\n\n  # third\nRUN echo "# kept" > /o # not a comment'],
  ['continuations', 'FROM base\nRUN echo a \\\n  b \\\n\n  c \\\n# comment\n  d > /o'],
  ['indented', '  FROM base\n\tRUN echo 1 > /o'],
  [
    'crlf',
    'FROM base\r\nRUN echo 1 > /o\r\nENV a=b\r\n',
    { withoutBuildah: 'keeps the carriage return' },
  ],
  ['bom', '\uFEFFFROM base\nRUN echo 1 > /o', { withoutBuildah: 'refuses the mark' }],
  ['lower-case', 'from base\nrun echo 1 > /o\nenv a=1\ncmd ["x"]'],
  ['unknown-instruction', 'FROM base\nRUNN echo', { fails: true }],
  ['empty-run', 'FROM base\nRUN', { withoutBuildah: 'crashes' }],
  ['from-too-many', 'FROM base AS x y', { fails: true }],
  ['from-no-as', 'FROM base x y', { fails: true }],
  ['json-single-quotes', "FROM base\nCMD ['a', 'b']"],
  ['json-trailing', 'FROM base\nCMD ["a"] b'],
  ['json-escapes', 'FROM base\nCMD ["a\\tb", "\\u0041"]'],
  ['json-empty', 'FROM base\nCMD []\nENTRYPOINT []'],
  ['run-json', 'FROM base\nRUN ["/bin/sh", "-c", "echo json > /o"]'],
  ['run-json-no-expansion', 'FROM base\nENV a=1\nRUN ["/bin/touch", "/$a"]'],
  [
    'duplicate-directive',
    '# escape=\\\n# escape=`\nFROM base',
    { fails: true, withoutBuildah: 'takes it' },
  ],
  ['only-comments', '# nothing\n', { fails: true }],
  ['tabs-between', 'FROM\tbase\nENV\ta=1\tb=2\nRUN\techo $a$b > /o'],
  ['long-line', `FROM base\nRUN echo ${'x'.repeat(3000)} > /o`],
  ['trailing-backslash-space', 'FROM base\nRUN echo a \\ \n b > /o'],
]);

export const stageCases = [...stages, ...onbuild, ...syntax];
