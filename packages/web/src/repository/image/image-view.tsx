import { Stack } from '@mantine/core';
import type { Image, IndexMember } from '@slipway/api';
import { useImage } from '../../api/repository.ts';
import { useRegistryHost } from '../../app/use-registry-host.ts';
import { useSearchState } from '../../app/use-search-state.ts';
import { CopyCommand } from '../../components/copy-command.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { imageName, pullCommands } from '../../format/image-commands.ts';
import { formatPlatform } from '../../format/platform.ts';
import { contentKind } from '../content-kind.ts';
import { useRepository } from '../repository-context.ts';
import { ImageParts } from './image-parts.tsx';
import { PlatformChoice } from './platform-choice.tsx';

/** What a manifest holds; of an index, the image of the platform that the address names. */
export function ImageView({ digest, version }: { digest: string; version: string }) {
  const repository = useRepository();
  const query = useImage(repository, digest);
  return (
    <QueryView query={query} whole>
      {(image) => <Loaded image={image} version={version} />}
    </QueryView>
  );
}

function Loaded({ image, version }: { image: Image; version: string }) {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const members = image.members.filter(({ platform }) => platform !== null);
  const wanted = state.get('platform');
  const member = members.find((each) => platformOf(each) === wanted) ?? preferred(members);
  const kind = contentKind([contentOf(image, members)]);
  const name = imageName(useRegistryHost(), repository.namespace, repository.name);
  return (
    <Stack gap="lg">
      <div className="sw-pull">
        {pullCommands(kind, name, version).map(({ tool, command }) => (
          <CopyCommand key={tool} command={command} label={`${tool} command`} />
        ))}
      </div>
      {image.kind === 'index' && members.length > 0 && (
        <PlatformChoice
          platforms={members.map(platformOf)}
          value={member ? platformOf(member) : ''}
          onChange={(platform) => change({ platform })}
        />
      )}
      {image.kind === 'index' && member ? (
        <Member member={member} index={image} />
      ) : (
        <ImageParts image={image} index={undefined} />
      )}
    </Stack>
  );
}

function Member({ member, index }: { member: IndexMember; index: Image }) {
  const repository = useRepository();
  const query = useImage(repository, member.digest);
  return (
    <QueryView query={query}>{(image) => <ImageParts image={image} index={index} />}</QueryView>
  );
}

function platformOf({ platform }: IndexMember): string {
  return platform ? formatPlatform(platform) : 'unknown/unknown';
}

function preferred(members: readonly IndexMember[]): IndexMember | undefined {
  return members.find((each) => platformOf(each) === 'linux/amd64') ?? members[0];
}

/** An index is what its members are. */
function contentOf(image: Image, members: readonly IndexMember[]): string {
  return image.kind === 'index' ? (members[0]?.content_type ?? 'image') : image.content_type;
}
