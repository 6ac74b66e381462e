import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { Upload } from 'lucide-react';
import { call } from '../api/client.ts';
import { useChange } from '../api/use-call.ts';
import { FormErrors } from '../components/form-errors.tsx';
import { PictureOf } from './picture-of.tsx';
import { prepareAvatar } from './prepare-avatar.ts';

/** The picture of an account or an organization: a new one, or the one drawn from the name. */
export function AvatarForm({ namespace, url }: { namespace: string; url: string }) {
  const params = { namespace };
  const refresh = ['session', 'user', 'organization', 'namespace'];
  const set = useChange(
    async (file: File) => {
      const image = await prepareAvatar(file);
      await call('account.set-avatar', { params, body: { image } });
    },
    { refresh, done: 'New picture set' },
  );
  const remove = useChange(() => call('account.remove-avatar', { params }), {
    refresh,
    done: 'The picture is drawn from the name again',
  });
  return (
    <Stack gap="sm">
      <Group gap="lg">
        <PictureOf name={namespace} url={url} size={72} />
        <Stack gap={6}>
          <Group gap="xs">
            <FileButton
              accept="image/png,image/jpeg,image/webp"
              onChange={(file) => file && set.mutate(file)}
            >
              {(props) => (
                <Button
                  {...props}
                  variant="default"
                  size="xs"
                  leftSection={<Upload size={14} />}
                  loading={set.isPending}
                >
                  Upload a picture
                </Button>
              )}
            </FileButton>
            <Button
              variant="subtle"
              size="xs"
              onClick={() => remove.mutate()}
              loading={remove.isPending}
            >
              Draw from the name
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            PNG, JPEG or WebP. Its middle is cut out square.
          </Text>
        </Stack>
      </Group>
      <FormErrors error={set.error ?? remove.error} />
    </Stack>
  );
}
