/** Where Slipway does otherwise than BuildKit on purpose, by the case's name, with the reason. */
export const knownDifferences: Readonly<Record<string, string>> = {
  'run/hard-link-to-base':
    'the link that the step made to a file of the base stays one; BuildKit stores two files',
};

/** Where Debian's Buildah gives another image than BuildKit, whose lead we follow: why, and the cases. */
const byReason: Readonly<Record<string, readonly string[]>> = {
  'replaces a symlink that BuildKit writes through': ['copy/file-onto-symlink-to-file'],
  'drops setuid bits of the context': ['copy/setuid'],
  'gives --chmod to files alone, not to the folders made for them': [
    'copy-owner/chmod-new-parents',
    'copy-owner/chmod-symlinks',
    'add/chmod',
  ],
  'gives the destination folder the owner of the root of the archive': [
    'add/tar',
    'add/tar-no-slash',
    'add/tar-gzip',
    'add/tar-bzip2',
    'add/tar-xz',
    'add/tar-by-content',
    'add/tar-through-symlink',
    'add/tar-over-existing',
    'add/tar-wildcard',
    'add/tar-hard-links',
    'add/tar-modes',
    'add/tar-and-file',
  ],
  'ignores --chown for archives': ['add/tar-chown'],
  'lets ARG win over an ENV of the base': ['arg/same-name-as-env-of-base'],
  'makes no folder for WORKDIR until something runs there': [
    'stages/config-from-stage',
    'workdir/relative',
    'workdir/creates-folder',
    'workdir/on-scratch',
    'workdir/owner-with-user',
    'workdir/dots',
    'config/everything',
  ],
  'keeps no triggers in OCI images': [
    'onbuild/kept-in-config',
    'onbuild/cleared-in-child',
    'onbuild/env',
    'onbuild/copy',
    'onbuild/arg',
    'onbuild/order',
    'onbuild/workdir-user',
  ],
  'takes what follows a JSON array for nothing': ['syntax/json-trailing'],
  'leaves files in /etc that it mounted over': ['run/etc-hosts-untouched'],
  'resets a CMD of the same stage': ['config/entrypoint-keeps-own-cmd'],
  'keeps no SHELL in OCI images': ['config/shell'],
  'does not expand port ranges': ['config/expose-range'],
};

/** What {@link byReason} says, by the case's name. */
export const buildahDifferences: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(byReason).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);
