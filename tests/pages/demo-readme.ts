/** The overview of the repository that is shown. */
export const readme = `# my-app

A small web server that says hello. It is built in two stages, runs as an ordinary user and
stops when it is told to.

## Run it

\`\`\`sh
docker run --rm -p 8080:8080 localhost:5000/kirtan/my-app
curl http://localhost:8080/health
\`\`\`

## Settings

| Variable | Meaning | Default |
| --- | --- | --- |
| \`PORT\` | what it listens on | \`8080\` |
| \`LOG_LEVEL\` | how much it says | \`info\` |
| \`SESSION_SECRET\` | signs the cookies | none |

## Tags

- \`latest\`, \`2\`: the newest release
- \`2.0.0\`: one release, never moved
- \`edge\`: every commit

> Version 1 gets security fixes until next summer.

- [x] arm64
- [x] signed
- [ ] Windows
`;
