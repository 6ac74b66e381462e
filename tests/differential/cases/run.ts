import { casesOf } from '../differential-case.ts';

const on = (text: string) => `FROM base\n${text}`;

const run = casesOf('run', [
  ['echo', on('RUN echo hi > /o')],
  ['two', on('RUN echo 1 > /1\nRUN echo 2 > /2')],
  ['append', on('RUN echo 1 > /f\nRUN echo 2 >> /f')],
  ['remove-file', on('RUN rm /etc/shadow')],
  ['remove-own-file', on('RUN echo 1 > /f\nRUN rm /f')],
  ['remove-folder', on('RUN mkdir -p /d/e && touch /d/e/f\nRUN rm -r /d')],
  [
    'replace-folder',
    on('RUN mkdir -p /d && touch /d/old\nRUN rm -r /d && mkdir /d && touch /d/new'),
  ],
  ['folder-to-file', on('RUN mkdir /d && touch /d/x\nRUN rm -r /d && echo f > /d')],
  ['file-to-folder', on('RUN echo f > /d\nRUN rm /d && mkdir /d && touch /d/x')],
  ['file-to-symlink', on('RUN echo f > /d\nRUN rm /d && ln -s /etc /d')],
  ['rename-folder', on('RUN mkdir /a && touch /a/x\nRUN mv /a /b')],
  ['rename-base-folder', on('RUN mv /home /house')],
  ['chmod', on('RUN chmod 700 /home')],
  ['chmod-file', on('RUN echo 1 > /f\nRUN chmod 4711 /f')],
  ['chown', on('RUN chown 7:8 /home')],
  ['chown-recursive', on('RUN mkdir -p /d/e && touch /d/e/f\nRUN chown -R 7:8 /d')],
  ['hard-link', on('RUN echo 1 > /a && ln /a /b')],
  ['hard-link-to-base', on('RUN ln /etc/passwd /p2')],
  ['symlinks', on('RUN ln -s /etc/passwd /abs && ln -s etc/group /rel && ln -s nowhere /broken')],
  ['fifo', on('RUN mkfifo -m 640 /f')],
  ['device', on('RUN mknod -m 600 /dv c 1 3')],
  ['setuid', on('RUN cp /bin/busybox /s && chmod 6755 /s')],
  ['sticky', on('RUN mkdir -m 1777 /s')],
  [
    'long-name',
    on(
      `RUN mkdir -p /${'d'.repeat(120)}/${'e'.repeat(120)} && touch /${'d'.repeat(120)}/${'e'.repeat(120)}/${'f'.repeat(200)}`,
    ),
  ],
  ['non-utf8-name', on('RUN touch "$(printf \'/x\\377y\')"')],
  ['newline-in-name', on('RUN touch "$(printf \'/x\\ny\')"')],
  ['sparse', on('RUN dd if=/dev/zero of=/s bs=1 count=1 seek=1000000 2>/dev/null')],
  ['big', on('RUN dd if=/dev/zero of=/b bs=1M count=3 2>/dev/null')],
  ['many-files', on('RUN mkdir /m && for i in $(seq 300); do echo $i > /m/$i; done')],
  ['nothing', on('RUN true')],
  ['touch-nothing', on('RUN cat /etc/passwd > /dev/null')],
  ['fails', on('RUN exit 3'), { fails: true }],
  ['not-found', on('RUN ["/absent"]'), { fails: true }],
  [
    'environment',
    on(
      'ENV b=2 a=1\nRUN env | grep -v -e HOSTNAME -e SHLVL -e PWD -e OTEL -e TRACEPARENT | sort > /o',
    ),
  ],
  ['home', on('RUN echo $HOME > /o')],
  ['home-of-user', on('RUN adduser -D me\nUSER me\nRUN echo $HOME > /tmp/o')],
  ['pwd', on('RUN pwd > /o')],
  ['id', on('RUN id > /o')],
  ['hostname', on('RUN hostname > /o'), { withoutBuildah: 'has a random one' }],
  ['stdin-is-empty', on('RUN cat > /o')],
  ['umask', on('RUN umask > /o && touch /f && mkdir /d')],
  [
    'dev',
    on('RUN ls /dev | grep -v -e console -e otel | sort > /o'),
    { withoutBuildah: 'has other devices' },
  ],
  ['proc-is-fresh', on('RUN echo $$ > /o'), { withoutBuildah: 'has an init of its own' }],
  ['capabilities', on('RUN grep CapEff /proc/self/status > /o'), { withoutBuildah: 'drops more' }],
  ['tmp-is-kept', on('RUN echo 1 > /tmp/x')],
  ['run-is-kept', on('RUN mkdir -p /run && echo 1 > /run/x')],
  ['background-process', on('RUN sleep 1000 & echo done > /o')],
  ['etc-hosts-untouched', on('RUN echo x > /o; ls -a /etc > /etc-list')],
  [
    'network-none',
    on('RUN --network=none ls /sys/class/net | tr "\\n" " " > /o'),
    { withoutBuildah: 'has no such flag here' },
  ],
  ['network-unknown', on('RUN --network=other true'), { fails: true }],
  [
    'security-not-allowed',
    on('RUN --security=insecure true'),
    { fails: true, withoutBuildah: 'has no such flag' },
  ],
  [
    'network-host-not-allowed',
    on('RUN --network=host true'),
    { fails: true, withoutBuildah: 'has no such flag' },
  ],
  [
    'umounted-paths',
    on('RUN ls -la /proc/kcore /sys/firmware 2>&1 | wc -l > /o'),
    { withoutBuildah: 'masks others' },
  ],
  [
    'delete-and-opaque',
    on(
      'RUN mkdir /q && touch /q/1 /q/2 /q/3\nRUN rm /q/1 /q/2 && touch /q/4\nRUN rm -r /q && mkdir /q && touch /q/5',
    ),
  ],
  ['whiteout-like-name', on('RUN mkdir /w && touch /w/x\nRUN rm /w/x && touch /w/y')],
  ['xattr', on('RUN touch /x')],
]);

const user = casesOf('user', [
  ['name', on('USER nobody\nRUN id > /tmp/o')],
  ['number', on('USER 1000\nRUN id > /tmp/o')],
  ['number-and-group', on('USER 1000:2000\nRUN id > /tmp/o')],
  ['name-and-group', on('USER nobody:nogroup\nRUN id > /tmp/o')],
  ['unknown', on('USER stranger\nRUN id'), { fails: true }],
  ['unknown-without-run', on('USER stranger')],
  [
    'supplementary-groups',
    on(
      'RUN addgroup -g 50 g1 && addgroup -g 51 g2 && adduser -D -u 500 me && addgroup me g1 && addgroup me g2\nUSER me\nRUN id -G > /tmp/o',
    ),
  ],
  ['owner-of-files', on('RUN mkdir -m 777 /w\nUSER 5:6\nRUN touch /w/f && mkdir /w/d')],
  ['back-to-root', on('USER nobody\nUSER root\nRUN id -u > /o')],
  ['cannot-write', on('USER nobody\nRUN touch /x'), { fails: true }],
  ['in-config', on('USER a:b')],
]);

const workdir = casesOf('workdir', [
  ['absolute', on('WORKDIR /a/b\nRUN pwd > o')],
  ['relative', on('WORKDIR /a\nWORKDIR b\nWORKDIR ../c\nRUN pwd > o')],
  ['relative-first', on('WORKDIR a\nRUN pwd > o')],
  ['existing', on('WORKDIR /etc\nRUN pwd > /o')],
  ['root', on('WORKDIR /\nRUN pwd > /o')],
  ['variable', on('ENV d=/x\nWORKDIR $d/y\nRUN pwd > o')],
  ['creates-folder', on('WORKDIR /made')],
  ['on-scratch', 'FROM scratch\nWORKDIR /w/x'],
  ['owner-with-user', on('USER nobody\nWORKDIR /w')],
  ['through-symlink', on('RUN mkdir /real && ln -s /real /link\nWORKDIR /link/sub\nRUN touch f')],
  ['keeps-mode', on('RUN mkdir -m 700 /w\nWORKDIR /w')],
  ['on-file', on('WORKDIR /etc/passwd'), { fails: true, withoutBuildah: 'takes it' }],
  ['trailing-slash', on('WORKDIR /a/\nRUN pwd > o')],
  ['spaces', on('WORKDIR "/a b"\nRUN pwd > o')],
  ['dots', on('WORKDIR /a/./b/../c')],
  ['inherited', 'FROM base AS s\nWORKDIR /w\nFROM s\nRUN pwd > o'],
]);

const config = casesOf('config', [
  ['cmd-shell', on('CMD echo hi')],
  ['cmd-exec', on('CMD ["echo", "hi"]')],
  ['cmd-last-wins', on('CMD a\nCMD ["b"]')],
  ['entrypoint-shell', on('ENTRYPOINT echo hi')],
  ['entrypoint-resets-cmd', 'FROM base AS s\nCMD ["x"]\nFROM s\nENTRYPOINT ["e"]'],
  ['entrypoint-keeps-own-cmd', on('CMD ["x"]\nENTRYPOINT ["e"]')],
  ['entrypoint-exec-and-cmd', on('ENTRYPOINT ["e", "f"]\nCMD ["g"]')],
  ['shell', on('SHELL ["/bin/ash", "-c"]\nRUN echo hi > /o\nCMD x\nENTRYPOINT y')],
  ['shell-text', on('SHELL /bin/sh -c'), { fails: true }],
  ['expose', on('EXPOSE 80 443/tcp 53/udp')],
  ['expose-range', on('EXPOSE 8000-8003')],
  ['expose-upper', on('EXPOSE 80/TCP'), { withoutBuildah: 'keeps the case' }],
  ['expose-invalid', on('EXPOSE eighty'), { fails: true, withoutBuildah: 'takes it' }],
  ['volume', on('VOLUME /a /b')],
  ['volume-json', on('VOLUME ["/a b", "/c"]')],
  [
    'volume-keeps-later-changes',
    on('RUN mkdir /v\nVOLUME /v\nRUN echo 1 > /v/f'),
    { withoutBuildah: 'discards them' },
  ],
  ['stopsignal', on('STOPSIGNAL SIGQUIT')],
  ['stopsignal-number', on('STOPSIGNAL 9')],
  ['stopsignal-invalid', on('STOPSIGNAL SIGNOTHING'), { fails: true, withoutBuildah: 'takes it' }],
  [
    'healthcheck',
    on('HEALTHCHECK --interval=5s --timeout=1m --retries=3 CMD true'),
    { withoutBuildah: 'OCI images have none there' },
  ],
  [
    'healthcheck-exec',
    on('HEALTHCHECK --start-period=1h30m --start-interval=500ms CMD ["a", "b"]'),
    { withoutBuildah: 'OCI images have none there' },
  ],
  ['healthcheck-none', on('HEALTHCHECK NONE'), { withoutBuildah: 'OCI images have none there' }],
  [
    'healthcheck-short',
    on('HEALTHCHECK --interval=1us CMD true'),
    { fails: true, withoutBuildah: 'takes it' },
  ],
  ['maintainer', on('MAINTAINER Some One <s@example.invalid>')],
  ['labels-by-flag', on('LABEL a=1 b=2'), { labels: { b: '3', c: 'x=y z' } }],
  [
    'everything',
    on(
      'ENV a=1\nLABEL b=2\nEXPOSE 3\nVOLUME /v\nUSER 4\nWORKDIR /w\nSTOPSIGNAL SIGINT\nENTRYPOINT ["e"]\nCMD ["c"]',
    ),
  ],
  [
    'path-on-scratch',
    'FROM scratch\nCOPY f /f',
    { files: { f: '1' }, withoutBuildah: 'sets no PATH' },
  ],
  ['path-kept', on('ENV PATH=/only')],
]);

const mounts = casesOf(
  'mount',
  [
    ['bind-context', on('RUN --mount=target=/ctx cat /ctx/f > /o'), { files: { f: 'f\n' } }],
    ['bind-file', on('RUN --mount=source=f,target=/in/f cat /in/f > /o'), { files: { f: 'f\n' } }],
    [
      'bind-stage',
      'FROM base AS s\nRUN echo 1 > /x\nFROM base\nRUN --mount=from=s,target=/s cat /s/x > /o',
    ],
    [
      'bind-stage-source',
      'FROM base AS s\nRUN mkdir /d && echo 1 > /d/x\nFROM base\nRUN --mount=type=bind,from=s,src=/d,dst=/m cat /m/x > /o',
    ],
    ['bind-is-read-only', on('RUN --mount=target=/ctx touch /ctx/x'), { fails: true }],
    [
      'bind-rw-is-thrown-away',
      on(
        'RUN --mount=target=/ctx,rw touch /ctx/x\nRUN --mount=target=/ctx ls /ctx | grep -v Dockerfile > /o',
      ),
      { files: { f: 'f' } },
    ],
    [
      'bind-target-leaves-nothing',
      on('RUN --mount=target=/new/ctx ls /new/ctx > /dev/null'),
      { files: { f: 'f' } },
    ],
    ['tmpfs', on('RUN --mount=type=tmpfs,target=/t touch /t/x && ls /t > /o')],
    [
      'tmpfs-existing',
      on('RUN mkdir /t && touch /t/old\nRUN --mount=type=tmpfs,target=/t ls /t > /o'),
    ],
    [
      'cache',
      on(
        'RUN --mount=type=cache,target=/c,id=diff-1 echo 1 > /c/x\nRUN --mount=type=cache,target=/c,id=diff-1 cat /c/x > /o',
      ),
    ],
    ['cache-not-in-layer', on('RUN --mount=type=cache,target=/c touch /c/x')],
    [
      'cache-mode',
      on(
        'RUN --mount=type=cache,id=diff-mode,target=/c,mode=0700,uid=5,gid=6 stat -c "%a %u %g" /c > /o',
      ),
    ],
    [
      'cache-from',
      'FROM base AS s\nRUN mkdir /d && echo seed > /d/x\nFROM base\nRUN --mount=type=cache,id=diff-from,from=s,source=/d,target=/c cat /c/x > /o',
    ],
    [
      'secret-optional',
      on('RUN --mount=type=secret,id=nothing ls /run/secrets 2>/dev/null | wc -l > /o'),
    ],
    ['secret-required', on('RUN --mount=type=secret,id=nothing,required true'), { fails: true }],
    ['ssh-optional', on('RUN --mount=type=ssh echo "[$SSH_AUTH_SOCK]" > /o')],
    ['unknown-type', on('RUN --mount=type=other,target=/x true'), { fails: true }],
    ['unknown-key', on('RUN --mount=type=cache,targt=/x true'), { fails: true }],
    ['bind-mode', on('RUN --mount=target=/x,mode=0700 true'), { fails: true }],
    ['size-on-cache', on('RUN --mount=type=cache,target=/x,size=1m true'), { fails: true }],
    ['sharing-on-bind', on('RUN --mount=target=/x,sharing=locked true'), { fails: true }],
    [
      'from-variable',
      'FROM base AS s\nRUN touch /x\nFROM base\nARG w=s\nRUN --mount=from=$w,target=/m ls /m/x',
      { fails: true },
    ],
    [
      'target-variable',
      on('ENV t=/m\nRUN --mount=target=$t/x cat $t/x/f > /o'),
      { files: { f: 'f' } },
    ],
    [
      'relative-target',
      on('WORKDIR /w\nRUN --mount=target=rel cat /w/rel/f > /o'),
      { files: { f: 'f' } },
    ],
    [
      'two',
      on('RUN --mount=target=/a --mount=type=tmpfs,target=/b cp /a/f /b/f && cat /b/f > /o'),
      { files: { f: 'f' } },
    ],
    ['missing-source', on('RUN --mount=source=absent,target=/a true'), { fails: true }],
    [
      'over-existing',
      on('RUN mkdir /m && touch /m/own\nRUN --mount=target=/m ls /m | grep -v Dockerfile > /o'),
      { files: { f: 'f' } },
    ],
  ],
  { withoutBuildah: 'mounts differ in Debian 12’s version' },
);

export const runCases = [...run, ...user, ...workdir, ...config, ...mounts];
