import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DockerfileError } from '../errors/dockerfile-error.ts';
import { csvFields } from './csv-fields.ts';
import { parseMount } from './mount.ts';

const asWritten = (value: string) => value;

describe('csvFields', () => {
  it.each([
    ['a=b,c', ['a=b', 'c']],
    ['', ['']],
    ['a,', ['a', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",x', ['say "hi"', 'x']],
    ['""', ['']],
  ])('%j', (line, fields) => {
    expect(csvFields(line)).toEqual(fields);
  });

  it.each(['"a', 'a"b', '"a"b', '"a""'])('refuses %j', (line) => {
    expect(csvFields(line)).toBeUndefined();
  });
});

describe('a mount', () => {
  it.each([
    ['target=/x', { type: 'bind', target: '/x', readOnly: true }],
    [
      'type=bind,src=a,dst=/x,from=build,rw',
      { type: 'bind', source: 'a', target: '/x', from: 'build', readOnly: false },
    ],
    ['source=a,destination=/x,ro', { type: 'bind', source: 'a', target: '/x', readOnly: true }],
    ['target=/x,readwrite=false', { type: 'bind', target: '/x', readOnly: true }],
    ['target=/x,readonly=0', { type: 'bind', target: '/x', readOnly: false }],
    ['TYPE=Cache,Target=/c', { type: 'cache', target: '/c', readOnly: false }],
    [
      'type=cache,target=/c,id=i,sharing=LOCKED,mode=0700,uid=1,gid=2,from=b,source=s,ro',
      {
        type: 'cache',
        target: '/c',
        id: 'i',
        sharing: 'locked',
        mode: 0o700,
        uid: 1,
        gid: 2,
        from: 'b',
        source: 's',
        readOnly: true,
      },
    ],
    [
      'type=tmpfs,target=/t,size=64m',
      { type: 'tmpfs', target: '/t', size: 2 ** 26, readOnly: false },
    ],
    [
      'type=tmpfs,target=/t,size=1.5GiB',
      { type: 'tmpfs', target: '/t', size: 1.5 * 2 ** 30, readOnly: false },
    ],
    ['type=secret,id=k', { type: 'secret', id: 'k', readOnly: true }],
    [
      'type=secret,src=k,required',
      { type: 'secret', source: 'k', id: 'k', required: true, readOnly: true },
    ],
    ['type=secret,target=/a/key', { type: 'secret', target: '/a/key', id: 'key', readOnly: true }],
    ['type=secret,id=k,env=', { type: 'secret', id: 'k', env: 'k', readOnly: true }],
    [
      'type=secret,id=k,env=KEY,mode=0440,uid=5,gid=6,required=false',
      {
        type: 'secret',
        id: 'k',
        env: 'KEY',
        mode: 0o440,
        uid: 5,
        gid: 6,
        required: false,
        readOnly: true,
      },
    ],
    ['type=ssh', { type: 'ssh', readOnly: true }],
    [
      'type=ssh,id=git,target=/s,required=true,mode=0600',
      { type: 'ssh', id: 'git', target: '/s', required: true, mode: 0o600, readOnly: true },
    ],
    ['"target=/a,b",type=cache', { type: 'cache', target: '/a,b', readOnly: false }],
  ])('%s', (text, mount) => {
    expect(parseMount(text, asWritten)).toEqual(mount);
  });

  it('has its values expanded, whatever the type turns out to be', () => {
    const expand = (value: string) => value.replace('$T', 'cache').replace('$D', '/d');
    expect(parseMount('type=$T,target=$D', expand)).toMatchObject({ type: 'cache', target: '/d' });
  });

  it.each([
    ['type=cach', 'unsupported mount type "cach" (did you mean cache?)'],
    ['type=volume', 'unsupported mount type "volume"'],
    ['targt=/x', "unexpected key 'targt' in 'targt=/x' (did you mean target?)"],
    ['nonsense=1', "unexpected key 'nonsense' in 'nonsense=1'"],
    ['target', "invalid field 'target' must be a key=value pair"],
    ['required,type=secret', "unexpected key 'required' for mount type 'bind'"],
    ['type=cache,required=true', "unexpected key 'required' for mount type 'cache'"],
    ['type=secret,id=a,required=maybe', 'invalid value for required: maybe'],
    ['type=cache,size=1', "unexpected key 'size' for mount type 'cache'"],
    ['type=tmpfs,size=big', 'invalid value for size: big'],
    ['type=cache,sharing=lock', 'unsupported sharing value "lock"'],
    ['type=cache,sharing=lockd', 'unsupported sharing value "lockd" (did you mean locked?)'],
    ['sharing=shared', 'invalid cache sharing set for bind mount'],
    ['target=/x,mode=0755', 'mode not allowed for "bind" type mounts'],
    ['type=tmpfs,target=/x,uid=1', 'uid not allowed for "tmpfs" type mounts'],
    ['type=tmpfs,target=/x,gid=1', 'gid not allowed for "tmpfs" type mounts'],
    ['type=cache,mode=9', 'invalid value 9 for mode'],
    ['type=cache,uid=root', 'invalid value root for uid'],
    ['type=cache,gid=4294967296', 'invalid value 4294967296 for gid'],
    ['type=secret', 'invalid secret mount. one of source, target required'],
    ['type=secret,id=a,from=b', 'secret mount should not have a from'],
    ['type=secret,id=a,sharing=shared', 'secret mount should not define sharing'],
    ['type=secret,id=a,source=b', "both source and id can't be set"],
    ['type=ssh,source=b', 'ssh does not support source'],
    ['ro=perhaps', 'invalid value for ro: perhaps'],
    ['rw=perhaps', 'invalid value for rw: perhaps'],
    ['from=$stage', "'from' doesn't support variable expansion, define alias stage instead"],
    ['target="/x', 'failed to parse csv mounts'],
    ['', "invalid field '' must be a key=value pair"],
  ])('%j fails: %s', (text, message) => {
    expect(() => parseMount(text, asWritten)).toThrow(DockerfileError);
    expect(() => parseMount(text, asWritten)).toThrow(message);
  });
});

describe('any text at all', () => {
  const piece = fc.constantFrom(
    ...['type=', 'cache', 'secret', 'tmpfs', ',', '=', '"', 'target=/x', 'id=', 'size=', 'mode='],
    ...['7', '0', 'required', 'ro', 'from=', '$', 'é', ' ', 'sharing=', 'locked', 'uid=', '-'],
  );

  it('is a mount or a DockerfileError', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(parseMount(pieces.join(''), asWritten).type).toMatch(/^[a-z]+$/);
        } catch (error) {
          expect(error).toBeInstanceOf(DockerfileError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('survives being a quoted field', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        fc.pre(id !== '');
        const field = `"id=${id.replaceAll('"', '""')}"`;
        expect(parseMount(`type=cache,${field}`, asWritten).id).toBe(id);
      }),
    );
  });
});
