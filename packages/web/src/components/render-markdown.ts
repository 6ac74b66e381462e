import createDOMPurify, { type Config } from 'dompurify';
import { marked } from 'marked';
import { imagePolicy, linkPolicy } from './markdown-policy.ts';

/** What Markdown makes, and nothing that acts, styles, frames or sends. */
const config: Config = {
  ALLOWED_TAGS: [
    ...['a', 'abbr', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt'],
    ...['em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'input', 'ins', 'kbd', 'li'],
    ...['ol', 'p', 'pre', 's', 'samp', 'span', 'strong', 'sub', 'summary', 'sup', 'table'],
    ...['tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'var'],
  ],
  ALLOWED_ATTR: [
    ...['align', 'alt', 'checked', 'colspan', 'disabled', 'height', 'href', 'open', 'rowspan'],
    ...['src', 'start', 'title', 'type', 'width'],
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

const purifier = createDOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  const element = node as Element;
  if (element.tagName === 'A') finishLink(element);
  if (element.tagName === 'IMG') finishImage(element);
  // Task lists' boxes are all that an input may be.
  if (element.tagName === 'INPUT') finishInput(element);
  if (/^H[1-5]$/.test(element.tagName)) lowerHeading(element);
  if (element.tagName === 'PRE' || element.tagName === 'TABLE')
    element.setAttribute('tabindex', '0');
});

/** HTML that is safe to put into the page. */
export function renderMarkdown(source: string): string {
  const html = marked.parse(source, { gfm: true, breaks: false, async: false });
  return purifier.sanitize(html, config);
}

function finishLink(link: Element): void {
  const policy = linkPolicy(link.getAttribute('href') ?? '', document.baseURI);
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

function finishInput(input: Element): void {
  if (input.getAttribute('type') !== 'checkbox') input.remove();
  else {
    input.setAttribute('disabled', '');
    const label = input.parentElement?.textContent?.trim();
    input.setAttribute('aria-label', label ? label.slice(0, 80) : 'task');
  }
}

/** The page has its own `h1`: headings in it stand one below, and look as before. */
function lowerHeading(heading: Element): void {
  const level = Number(heading.tagName.slice(1));
  const lower = document.createElement(`h${level + 1}`);
  lower.className = `sw-h${level}`;
  lower.append(...heading.childNodes);
  heading.replaceWith(lower);
}
