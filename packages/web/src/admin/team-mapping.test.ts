import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mappingText, parseMapping } from './team-mapping.ts';

describe('groups and teams', () => {
  it('are a line each', () => {
    expect(parseMapping('engineers = acme/dev\n\n cn=ops,dc=acme = acme/ops ')).toEqual({
      teams: [
        { group: 'engineers', organization: 'acme', team: 'dev' },
        { group: 'cn=ops,dc=acme', organization: 'acme', team: 'ops' },
      ],
    });
  });

  it('name the line that means nothing', () => {
    expect(parseMapping('a = b/c\nnonsense')).toEqual({ wrong: 'nonsense' });
    expect(parseMapping('a = b')).toEqual({ wrong: 'a = b' });
  });

  it('are read as they are written', () => {
    const word = fc.stringMatching(/^[a-z0-9.-]{1,12}$/);
    const group = fc
      .stringMatching(/^[A-Za-z0-9=,./ -]{0,20}[A-Za-z0-9]$/)
      .map((text) => text.trim());
    const team = fc.record({ group, organization: word, team: word });
    fc.assert(
      fc.property(fc.array(team, { maxLength: 5 }), (teams) => {
        expect(parseMapping(mappingText(teams))).toEqual({ teams });
      }),
    );
  });
});
