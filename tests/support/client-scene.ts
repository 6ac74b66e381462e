import { type Credentials, createAccessToken, createUser } from './hub-api.ts';
import { type LayoutImage, writeImageLayout, writeIndexLayout } from './oci-layout.ts';
import { makeScratchFolder, type ScratchFolder } from './scratch-folder.ts';
import { type Hub, startHub } from './start-hub.ts';

/** What each client's tests start from. */
export interface ClientScene {
  readonly hub: Hub;
  readonly folder: ScratchFolder;
  /** His new repositories are private. */
  readonly owner: Credentials;
  /** The owner with a token that may push. */
  readonly writer: Credentials;
  /** The owner with a token that may only pull. */
  readonly reader: Credentials;
  readonly stranger: Credentials;
  readonly image: LayoutImage;
  /** An index over amd64 and arm64. */
  readonly index: LayoutImage;
  /** The full name of one of the owner's repositories, with the hub's address. */
  repository(name: string): string;
  end(): Promise<void>;
}

/** Starts a hub with accounts, tokens and images to push. */
export async function startScene(): Promise<ClientScene> {
  const hub = await startHub();
  const folder = makeScratchFolder();
  const end = async (): Promise<void> => {
    await hub[Symbol.asyncDispose]();
    await folder.remove();
  };
  try {
    const { origin } = hub;
    const owner = await createUser(origin, { name: 'kirtan', password: 'a password of kirtan' });
    const stranger = { name: 'stranger', password: 'a password of a stranger' };
    return {
      hub,
      folder,
      owner,
      writer: await createAccessToken(origin, owner, ['repo:write']),
      reader: await createAccessToken(origin, owner, ['repo:read']),
      stranger: await createUser(origin, stranger),
      image: await writeImageLayout(folder.join('image')),
      index: await writeIndexLayout(folder.join('index'), ['amd64', 'arm64']),
      repository: (name) => `${hub.host}/${owner.name}/${name}`,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
