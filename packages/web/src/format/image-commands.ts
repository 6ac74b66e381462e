/** What a repository mainly holds: how it is fetched and pushed depends on it. */
export type ContentKind = 'image' | 'helm' | 'wasm' | 'artifact';

/** A command to copy, and what it is typed with. */
export interface ToolCommand {
  readonly tool: string;
  readonly command: string;
}

/** A repository's name as clients type it. The hub's own pages know its host. */
export function imageName(host: string, namespace: string, repository: string): string {
  return `${host}/${namespace}/${repository}`;
}

/** An image with its tag or digest. */
export function imageReference(name: string, version: string): string {
  return version.includes(':') ? `${name}@${version}` : `${name}:${version}`;
}

/** The commands that fetch a version. */
export function pullCommands(kind: ContentKind, name: string, version: string): ToolCommand[] {
  const reference = imageReference(name, version);
  if (kind === 'helm') {
    const pinned = version.includes(':') ? `@${version}` : ` --version ${version}`;
    return [
      { tool: 'helm', command: `helm pull oci://${name}${pinned}` },
      { tool: 'oras', command: `oras pull ${reference}` },
    ];
  }
  if (kind === 'wasm') {
    return [
      { tool: 'wkg', command: `wkg oci pull ${reference}` },
      { tool: 'oras', command: `oras pull ${reference}` },
    ];
  }
  if (kind === 'artifact') return [{ tool: 'oras', command: `oras pull ${reference}` }];
  return ['docker', 'podman', 'slipway'].map((tool) => ({
    tool,
    command: `${tool} pull ${reference}`,
  }));
}

/** The commands that publish a version, in the order they are typed. */
export function pushCommands(kind: ContentKind, name: string, tag: string): ToolCommand[] {
  const reference = imageReference(name, tag);
  if (kind === 'helm') {
    const chart = name.split('/').at(-1) ?? name;
    const parent = name.slice(0, -chart.length - 1);
    return [{ tool: 'helm', command: `helm push ${chart}-${tag}.tgz oci://${parent}` }];
  }
  if (kind === 'wasm') return [{ tool: 'wkg', command: `wkg oci push ${reference} module.wasm` }];
  if (kind === 'artifact') return [{ tool: 'oras', command: `oras push ${reference} ./file` }];
  const local = name.split('/').at(-1) ?? name;
  return [
    ...['docker', 'podman'].map((tool) => ({
      tool,
      command: `${tool} tag ${local} ${reference}\n${tool} push ${reference}`,
    })),
    { tool: 'slipway', command: `slipway build -t ${reference} --push .` },
  ];
}
