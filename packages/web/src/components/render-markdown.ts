import createDOMPurify, { type Config } from 'dompurify';
import { marked } from 'marked';
import { anchorOf, imagePolicy, linkPolicy } from './markdown-policy.ts';

/** What Markdown makes, and nothing that acts, styles, frames or sends. */
const config = {
  ALLOWED_TAGS: [
    ...['a', 'abbr', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt'],
    ...['em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'input', 'ins', 'kbd', 'li'],
    ...['ol', 'p', 'pre', 's', 'samp', 'span', 'strong', 'sub', 'summary', 'sup', 'table'],
    ...['tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'var'],
  ],
  ALLOWED_ATTR: [
    ...['align', 'alt', 'checked', 'colspan', 'height', 'href', 'open', 'rowspan', 'src', 'start'],
    ...['title', 'type', 'width'],
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
} satisfies Config;

const purifier = createDOMPurify(window);

/** Markdown as nodes that are safe to put into the page. */
export function renderMarkdown(source: string): DocumentFragment {
  const html = marked.parse(source, { gfm: true, breaks: false, async: false });
  const fragment = purifier.sanitize(html, config);
  for (const link of fragment.querySelectorAll('a')) finishLink(link);
  for (const image of fragment.querySelectorAll('img')) finishImage(image);
  for (const input of fragment.querySelectorAll('input')) finishInput(input);
  lowerHeadings(fragment);
  // What scrolls must be reached by the keyboard.
  for (const each of fragment.querySelectorAll('pre, table')) each.setAttribute('tabindex', '0');
  return fragment;
}

function finishLink(link: Element): void {
  const href = link.getAttribute('href') ?? '';
  if (href.startsWith('#')) {
    // The document's base would make it lead home.
    const here = window.location.pathname + window.location.search;
    link.setAttribute('href', `${here}#${anchorOf(href.slice(1))}`);
    return;
  }
  const policy = linkPolicy(href, document.baseURI);
  if (policy === 'remove') link.removeAttribute('href');
  if (policy === 'external') {
    link.setAttribute('rel', 'nofollow noopener noreferrer');
    link.setAttribute('target', '_blank');
  }
}

/** A picture elsewhere would tell its host who reads this page: a link stands in its place. */
function finishImage(image: Element): void {
  const source = image.getAttribute('src') ?? '';
  const alt = image.getAttribute('alt') ?? '';
  const policy = imagePolicy(source, document.baseURI);
  if (policy === 'show') {
    image.setAttribute('loading', 'lazy');
    if (!image.hasAttribute('alt')) image.setAttribute('alt', '');
    return;
  }
  const stand = document.createElement(policy === 'link' && !image.closest('a') ? 'a' : 'span');
  stand.className = 'sw-image-link';
  stand.textContent = alt === '' ? 'image' : alt;
  if (stand instanceof HTMLAnchorElement) {
    stand.href = source;
    stand.rel = 'nofollow noopener noreferrer';
    stand.target = '_blank';
    stand.title = `Image at ${source}`;
  }
  image.replaceWith(stand);
}

/** Task lists' boxes are all that an input may be. */
function finishInput(input: Element): void {
  if (input.getAttribute('type') !== 'checkbox') {
    input.remove();
    return;
  }
  input.setAttribute('disabled', '');
  const label = input.parentElement?.textContent?.trim();
  input.setAttribute('aria-label', label ? label.slice(0, 80) : 'task');
  input.parentElement?.classList.add('sw-task');
}

/** The page has its own `h1`: headings stand below it, without a step left out, and look as meant. */
function lowerHeadings(fragment: DocumentFragment): void {
  const found = [...fragment.querySelectorAll('h1, h2, h3, h4, h5, h6')];
  let above = 1;
  for (const heading of found) {
    const level = Number(heading.tagName.slice(1));
    const lowered = Math.min(level + 1, above + 1, 6);
    above = lowered;
    const lower = document.createElement(`h${lowered}`);
    lower.className = `sw-h${level}`;
    lower.id = anchorOf(heading.textContent ?? '');
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
