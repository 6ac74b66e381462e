import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Notes } from './notes.js';

const notes = new Notes();
const longestNote = 10_000;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/')
    return reply(response, 200, { notes: notes.all().length, uid: process.getuid?.() });
  if (pathname === '/notes' && request.method === 'GET') return reply(response, 200, notes.all());
  if (pathname === '/notes' && request.method === 'POST') {
    const text = await bodyOf(request);
    return text
      ? reply(response, 201, notes.add(text))
      : reply(response, 400, { error: 'a note has a text' });
  }
  const note = notes.get(Number(pathname.match(/^\/notes\/(\d+)$/)?.[1]));
  return note ? reply(response, 200, note) : reply(response, 404, { error: 'no such note' });
}

function reply(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(value)}\n`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestNote) return '';
  }
  return text.trim();
}

const port = Number(process.env.PORT ?? 8000);
const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy());
});
server.listen(port, () => console.log(`listening on port ${port}`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => process.exit(0)));
}
