import { type Hub, startHub } from './hub.ts';
import { type Account, createAccessToken, createAccount } from './hub-accounts.ts';
import { type LayoutImage, writeImageLayout, writeIndexLayout } from './oci-layout.ts';
import { makeScratchFolder, type ScratchFolder } from './scratch-folder.ts';

/** What each client's tests start from. */
export interface ClientScene {
  readonly hub: Hub;
  readonly folder: ScratchFolder;
  /** His new repositories are private. */
  readonly owner: Account;
  /** The owner with a token that may push. */
  readonly writer: Account;
  /** The owner with a token that may only pull. */
  readonly reader: Account;
  readonly stranger: Account;
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
    await hub.stop();
    await folder.remove();
  };
  try {
    const owner = await createAccount(hub, 'kirtan');
    return {
      hub,
      folder,
      owner,
      writer: await createAccessToken(hub, owner, 'repo:write'),
      reader: await createAccessToken(hub, owner, 'repo:read'),
      stranger: await createAccount(hub, 'stranger'),
      image: await writeImageLayout(folder.join('image')),
      index: await writeIndexLayout(folder.join('index'), ['amd64', 'arm64']),
      repository: (name) => `${hub.address}/${owner.name}/${name}`,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
