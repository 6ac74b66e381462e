import { casesOf } from '../differential-case.ts';

const show = (text: string) => `FROM base\n${text}`;

const env = casesOf('env', [
  ['pairs', show('ENV a=1 b=2\nRUN echo $a-$b > /o')],
  ['legacy', show('ENV a 1 2  3\nRUN echo "$a" > /o')],
  ['quotes', show('ENV a="x y" b=\'p q\' c=r\\ s\nRUN echo "$a|$b|$c" > /o')],
  [
    'same-line-old-value',
    show('ENV abc=hello\nENV abc=bye def=$abc\nENV ghi=$abc\nRUN echo $abc $def $ghi > /o'),
  ],
  ['empty', show('ENV a=\nRUN echo "[$a]" > /o')],
  ['override-base', show('ENV PATH=/opt:$PATH\nRUN echo $PATH > /o')],
  ['braces', show('ENV a=x\nENV b=${a}y c=$a.z\nRUN echo $b $c > /o')],
  [
    'default-modifier',
    show(
      'ENV a=${no:-dflt} b=${no-other} c=${a:+yes} d=${no:+yes}\nRUN env | grep "^[abcd]=" | sort > /o',
    ),
    { withoutBuildah: 'knows modifiers with a colon alone' },
  ],
  [
    'empty-modifiers',
    show(
      'ENV e=\nENV a=${e:-x} b=${e-x} c=${e:+x} d=${e+x}\nRUN env | grep "^[abcd]=" | sort > /o',
    ),
    { withoutBuildah: 'knows modifiers with a colon alone' },
  ],
  [
    'required-modifier',
    show('ENV a=${no:?must be set}'),
    { fails: true, withoutBuildah: 'knows no ?' },
  ],
  ['escaped-dollar', show('ENV a=\\$b c="\\$d" e=\'$f\'\nRUN env | grep "^[ace]=" | sort > /o')],
  [
    'prefix-pattern',
    show('ENV v=foo.bar.baz\nENV a=${v#*.} b=${v##*.}\nRUN echo $a $b > /o'),
    { withoutBuildah: 'knows no patterns' },
  ],
  [
    'suffix-pattern',
    show('ENV v=foo.bar.baz\nENV a=${v%.*} b=${v%%.*}\nRUN echo $a $b > /o'),
    { withoutBuildah: 'knows no patterns' },
  ],
  [
    'replace-pattern',
    show('ENV v=aXbXc\nENV a=${v/X/-} b=${v//X/-}\nRUN echo $a $b > /o'),
    { withoutBuildah: 'knows no patterns' },
  ],
  ['nested', show('ENV b=2\nENV a=${x:-${y:-${b}}}\nRUN echo $a > /o')],
  ['unicode', show('ENV a=한국어\nRUN echo $a > /o')],
  ['across-stages', 'FROM base AS s\nENV a=1\nFROM s\nRUN echo $a > /o'],
  [
    'not-across-copy',
    'FROM base AS s\nENV a=1\nRUN touch /x\nFROM base\nCOPY --from=s /x /x\nRUN echo "[$a]" > /o',
  ],
  ['continuation', show('ENV a=1 \\\n    b=2 \\\n    # comment\n    c=3\nRUN echo $a$b$c > /o')],
  ['equals-in-value', show('ENV a=b=c=d\nRUN echo $a > /o')],
  ['no-value', show('ENV a'), { fails: true }],
  [
    'positional',
    show('ENV a=[$1$@$#]\nRUN echo $a > /o'),
    { withoutBuildah: 'expands them otherwise' },
  ],
  ['label-order', 'FROM scratch\nLABEL b=2 a=1 "c d"="e f"\nLABEL a=3'],
  ['label-variable', 'FROM scratch\nENV v=1.2\nLABEL version=$v multi="x\\\ny"'],
  ['label-legacy', 'FROM scratch\nLABEL one two three'],
  [
    'backtick-escape',
    '# escape=`\nFROM base\nENV a=`$b c=x`\n y=1\nRUN echo done > /o',
    { withoutBuildah: 'reads the directive otherwise' },
  ],
]);

const arg = casesOf('arg', [
  ['default', show('ARG a=1\nRUN echo $a > /o')],
  ['given', show('ARG a=1\nRUN echo $a > /o'), { args: { a: '2' } }],
  ['no-default', show('ARG a\nRUN echo "[$a]" > /o'), { args: { a: 'x y' } }],
  ['unset', show('ARG a\nRUN echo "[$a]" > /o')],
  ['several', show('ARG a=1 b=2 c\nRUN echo "$a$b$c" > /o'), { args: { c: '3' } }],
  ['default-from-earlier', show('ARG a=1\nARG b=${a}0\nRUN echo $b > /o')],
  ['env-wins', show('ARG a=1\nENV a=2\nRUN echo $a > /o'), { args: { a: '3' } }],
  ['env-from-arg', show('ARG a\nENV b=$a\nRUN echo $b > /o'), { args: { a: '5' } }],
  ['global-in-from', 'ARG what=base\nFROM $what\nRUN echo x > /o'],
  ['global-not-in-stage', 'ARG a=1\nFROM base\nRUN echo "[$a]" > /o'],
  ['global-redeclared', 'ARG a=1\nFROM base\nARG a\nRUN echo "[$a]" > /o'],
  ['global-redeclared-with-default', 'ARG a=1\nFROM base\nARG a=2\nRUN echo "[$a]" > /o'],
  ['global-given', 'ARG a=1\nFROM base\nARG a\nRUN echo "[$a]" > /o', { args: { a: '9' } }],
  [
    'inherited-by-stage',
    'FROM base AS s\nARG a=1\nFROM s\nRUN echo "[$a]" > /o',
    { withoutBuildah: 'does not inherit arguments' },
  ],
  [
    'other-stage',
    'FROM base AS s\nARG a=1\nRUN echo $a > /1\nFROM base\nCOPY --from=s /1 /1\nRUN echo "[$a]" > /o',
  ],
  ['before-use', show('RUN echo "[$a]" > /1\nARG a=1\nRUN echo "[$a]" > /2')],
  ['quoted-default', show('ARG a="x y"\nRUN echo "$a" > /o')],
  ['empty-default', show('ARG a=\nENV b=[$a]\nRUN echo $b > /o')],
  ['empty-given', show('ARG a=1\nENV b=[$a]\nRUN echo $b > /o'), { args: { a: '' } }],
  ['in-copy', 'FROM scratch\nARG n=x\nCOPY $n.txt /$n', { files: { 'x.txt': '1' } }],
  ['in-user', show('ARG u=nobody\nUSER $u\nRUN id -u > /tmp/o')],
  ['in-workdir', show('ARG d=w\nWORKDIR /$d/x\nRUN pwd > o')],
  ['in-expose', show('ARG p=80\nEXPOSE $p ${p}80/udp')],
  ['in-volume', show('ARG d=/data\nVOLUME $d')],
  ['in-label', show('ARG v=1\nLABEL version=$v')],
  ['in-stopsignal', show('ARG s=SIGINT\nSTOPSIGNAL $s')],
  ['not-in-cmd', show('ARG a=1\nCMD echo $a')],
  ['not-in-entrypoint', show('ARG a=1\nENTRYPOINT ["echo", "$a"]')],
  [
    'platform',
    show(
      'ARG TARGETPLATFORM\nARG TARGETOS\nARG TARGETARCH\nARG BUILDPLATFORM\nRUN echo $TARGETPLATFORM $TARGETOS $TARGETARCH $BUILDPLATFORM > /o',
    ),
  ],
  ['platform-undeclared', show('RUN echo "[$TARGETPLATFORM]" > /o')],
  [
    'proxy-predefined',
    show('RUN echo "[$HTTP_PROXY]" > /o'),
    { args: { HTTP_PROXY: 'http://p.invalid' } },
  ],
  [
    'pattern-in-from',
    'ARG v=base-x\nFROM ${v%-x}\nRUN echo 1 > /o',
    { withoutBuildah: 'knows no patterns' },
  ],
  ['undefined-in-from', 'FROM $nothing\nRUN true', { fails: true }],
  ['global-chain', 'ARG a=ba\nARG b=${a}se\nFROM $b\nRUN echo 1 > /o'],
  ['same-name-as-env-of-base', 'FROM base AS s\nENV x=env\nFROM s\nARG x=arg\nRUN echo $x > /o'],
  [
    'target-stage',
    'FROM base AS here\nARG TARGETSTAGE\nRUN echo "[$TARGETSTAGE]" > /o',
    { target: 'here', withoutBuildah: 'does not know it' },
  ],
]);

const heredoc = casesOf(
  'heredoc',
  [
    ['copy', 'FROM scratch\nCOPY <<EOF /x\nhello\nEOF'],
    ['copy-named', 'FROM scratch\nCOPY <<one.txt <<two.txt /dir/\nfirst\none.txt\nsecond\ntwo.txt'],
    ['copy-expanded', 'FROM scratch\nENV n=world\nCOPY <<EOF /x\nhello $n ${n:-x} \\$n\nEOF'],
    ['copy-quoted', 'FROM scratch\nENV n=world\nCOPY <<"EOF" /x\nhello $n\nEOF'],
    ['copy-single-quoted', 'FROM scratch\nCOPY <<\'EOF\' /x\nhello $n "quoted" \\ \nEOF'],
    ['copy-quotes-inside', 'FROM scratch\nENV n=v\nCOPY <<EOF /x\n"$n" \'$n\' `x`\nEOF'],
    ['copy-tabs', 'FROM scratch\nCOPY <<-EOF /x\n\t\thello\n\tworld\n\tEOF'],
    ['copy-to-folder', 'FROM scratch\nCOPY <<name /dir/\nx\nname'],
    ['copy-with-file', 'FROM scratch\nCOPY a.txt <<EOF /dir/\nx\nEOF', { files: { 'a.txt': 'a' } }],
    ['copy-chmod', 'FROM scratch\nCOPY --chmod=755 <<EOF /run.sh\n#!/bin/sh\nEOF'],
    ['copy-chown', 'FROM scratch\nCOPY --chown=3:4 <<EOF /x\ny\nEOF'],
    ['copy-empty', 'FROM scratch\nCOPY <<EOF /x\nEOF'],
    ['copy-add', 'FROM scratch\nADD <<EOF /x\nadded\nEOF'],
    ['copy-comment-inside', 'FROM scratch\nCOPY <<EOF /x\n# not a comment\n\n  indented\nEOF'],
    [
      'copy-instruction-inside',
      'FROM scratch\nCOPY <<EOF /x\nRUN something\nFROM other\nEOF\nLABEL after=1',
    ],
    ['copy-continuation-inside', 'FROM scratch\nCOPY <<EOF /x\nline \\\nnext\nEOF'],
    ['run', 'FROM base\nRUN <<EOF\necho one > /o\necho two >> /o\nEOF'],
    ['run-expansion-by-shell', 'FROM base\nENV a=env\nRUN <<EOF\na=shell\necho $a > /o\nEOF'],
    ['run-quoted', "FROM base\nRUN <<'EOF'\na=shell\necho $a > /o\nEOF"],
    [
      'run-shebang',
      'FROM base\nRUN <<EOF\n#!/bin/awk BEGIN{print "awk"}\nEOF',
      { withoutBuildah: 'other arguments' },
    ],
    [
      'run-shebang-sh',
      'FROM base\nRUN <<EOF\n#!/bin/sh -e\necho "script $0" | sed "s/ .*//" > /o\nEOF',
    ],
    ['run-stdin', 'FROM base\nRUN cat <<EOF > /o\nfrom stdin\nEOF'],
    ['run-stdin-two', 'FROM base\nRUN cat <<EOF > /1; cat <<EOG > /2\none\nEOF\ntwo\nEOG'],
    ['run-stdin-command', 'FROM base\nRUN <<EOF sh\necho piped > /o\nEOF'],
    ['run-tabs', 'FROM base\nRUN <<-EOF\n\techo tabs > /o\n\tEOF'],
    ['run-fails-midway', 'FROM base\nRUN <<EOF\nset -e\nfalse\necho no > /o\nEOF', { fails: true }],
    ['run-goes-on', 'FROM base\nRUN <<EOF\nfalse\necho yes > /o\nEOF'],
    ['run-other-shell', 'FROM base\nSHELL ["/bin/ash", "-ec"]\nRUN <<EOF\necho ash > /o\nEOF'],
    ['unterminated', 'FROM scratch\nCOPY <<EOF /x\nhello', { fails: true }],
    [
      'as-destination',
      'FROM scratch\nCOPY a.txt <<EOF\nx\nEOF',
      { fails: true, files: { 'a.txt': 'a' } },
    ],
    ['onbuild', 'FROM base AS b\nONBUILD RUN <<EOF\necho triggered > /o\nEOF\nFROM b'],
  ],
  { withoutBuildah: 'here-documents differ in Debian 12’s version' },
);

export const variableCases = [...env, ...arg, ...heredoc];
