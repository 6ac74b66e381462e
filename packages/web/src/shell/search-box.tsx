import { Combobox, Kbd, Loader, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue, useHotkeys } from '@mantine/hooks';
import type { SearchResult } from '@slipway/api';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useSearchResults } from '../api/search.ts';
import { links } from '../app/links.ts';
import { TrustBadge } from '../components/badges.tsx';

/** What stands for "show everything that fits" among the results. */
const everything = ':all';

/** Finds repositories while one types; Enter shows all that fit. */
export function SearchBox() {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const [, navigate] = useLocation();
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { data, isFetching } = useSearchResults({ query: asked, size: 6 }, asked !== '');
  useHotkeys([['/', () => input.current?.focus()]]);
  const results = asked === '' ? [] : (data?.results ?? []);
  const isOpen = text.trim() !== '';

  const go = (value: string) => {
    combobox.closeDropdown();
    if (value === everything) navigate(links.explore(text.trim()));
    else navigate(`/r/${value}`);
    setText('');
    input.current?.blur();
  };

  return (
    <Combobox store={combobox} onOptionSubmit={go} shadow="md" withinPortal>
      <Combobox.Target>
        <TextInput
          ref={input}
          type="search"
          aria-label="Search repositories"
          placeholder="Search repositories"
          value={text}
          leftSection={<Search size={16} />}
          rightSection={isFetching && asked ? <Loader size={14} /> : <Kbd size="xs">/</Kbd>}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            const chosen = combobox.getSelectedOptionIndex() >= 0;
            if (event.key === 'Enter' && !chosen && text.trim() !== '') go(everything);
            if (event.key === 'Escape') setText('');
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!isOpen}>
        <Combobox.Options aria-label="Repositories found">
          {results.map((result) => (
            <Combobox.Option key={result.name} value={result.name}>
              <Suggestion result={result} />
            </Combobox.Option>
          ))}
          <Combobox.Option value={everything}>
            <span className="sw-suggestion-all">Search for “{text.trim()}”</span>
          </Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Suggestion({ result }: { result: SearchResult }) {
  return (
    <span className="sw-suggestion">
      <span className="sw-suggestion-name">
        {result.name} <TrustBadge badge={result.badge} />
      </span>
      {result.short_description && (
        <span className="sw-suggestion-text">{result.short_description}</span>
      )}
    </span>
  );
}
