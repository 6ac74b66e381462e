import { Text } from '@mantine/core';
import type { FileEntry, LayerState, Page } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileText, Folder, Link2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/http.ts';
import { repositoryKey, repositoryPath } from '../../api/repository.ts';
import { Bytes } from '../../components/bytes.tsx';
import { Pagination } from '../../components/pagination.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatMode } from '../../format/file-mode.ts';
import { useRepository } from '../repository-context.ts';

interface LayerFilesPage extends Page<FileEntry> {
  readonly state: LayerState;
  readonly reason: string;
}

const pageSize = 100;

/** What lies in a layer, folder by folder. */
export function LayerListing({ digest }: { digest: string }) {
  const repository = useRepository();
  const [folder, setFolder] = useState('');
  const [page, setPage] = useState(1);
  const query = useQuery({
    queryKey: repositoryKey(repository, 'layer-files', digest, folder, page),
    queryFn: async ({ signal }) => {
      const read = (depth: string | undefined) =>
        request<LayerFilesPage>(repositoryPath(repository, `/layers/${digest}/files`), {
          query: { path: folder, depth, page, page_size: pageSize },
          signal,
        });
      const here = await read('1');
      // A layer need not name the folders that its files lie in: then all are listed.
      return here.count === 0 && here.state === 'ready' ? await read(undefined) : here;
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? 3000 : false),
  });
  const open = (path: string) => {
    setFolder(path);
    setPage(1);
  };
  return (
    <QueryView query={query}>
      {(files) =>
        files.state !== 'ready' ? (
          <Text c="dimmed">
            {stateText[files.state]} {files.reason}
          </Text>
        ) : (
          <>
            <Crumbs folder={folder} onOpen={open} />
            <ul className="sw-files">
              {files.results.map((file) => (
                <li key={file.path}>
                  <FileLine file={file} folder={folder} onOpen={open} />
                </li>
              ))}
            </ul>
            {files.results.length === 0 && <Text c="dimmed">Nothing lies in it.</Text>}
            <Pagination
              page={page}
              pageSize={pageSize}
              count={files.count}
              label="files"
              onChange={setPage}
            />
          </>
        )
      }
    </QueryView>
  );
}

const stateText = {
  pending: 'The hub reads this layer just now; its files show in a moment.',
  skipped: 'The files of this layer are not listed:',
  failed: 'The files of this layer could not be read:',
};

function Crumbs({ folder, onOpen }: { folder: string; onOpen: (path: string) => void }) {
  const parts = folder === '' ? [] : folder.split('/');
  return (
    <nav aria-label="Folder" className="sw-crumbs">
      <button type="button" onClick={() => onOpen('')}>
        /
      </button>
      {parts.map((part, index) => {
        const path = parts.slice(0, index + 1).join('/');
        return (
          <button key={path} type="button" onClick={() => onOpen(path)}>
            {part}/
          </button>
        );
      })}
    </nav>
  );
}

function FileLine({
  file,
  folder,
  onOpen,
}: {
  file: FileEntry;
  folder: string;
  onOpen: (path: string) => void;
}) {
  const name = folder === '' ? file.path : file.path.slice(folder.length + 1);
  const isFolder = file.type === 'directory' || file.type === 'opaque-directory';
  const Icon = isFolder
    ? Folder
    : file.type === 'whiteout'
      ? Trash2
      : /link/.test(file.type)
        ? Link2
        : FileText;
  return (
    <div className="sw-file">
      <Icon size={15} aria-hidden="true" />
      {isFolder ? (
        <button type="button" className="sw-file-name" onClick={() => onOpen(file.path)}>
          {name}/
        </button>
      ) : (
        <span className="sw-file-name">
          {name}
          {file.link && <span className="sw-quiet"> → {file.link}</span>}
          {file.type === 'whiteout' && <span className="sw-quiet"> deleted here</span>}
        </span>
      )}
      <code className="sw-quiet">
        {formatMode(file)} {file.uid}:{file.gid}
      </code>
      <span className="sw-file-size">
        {file.type === 'file' ? <Bytes value={file.size} /> : ''}
      </span>
    </div>
  );
}
