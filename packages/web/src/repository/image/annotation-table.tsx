/** Names and values: labels, annotations. Addresses in them become links. */
export function AnnotationTable({
  label,
  values,
}: {
  label: string;
  values: Readonly<Record<string, string>>;
}) {
  const entries = Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
  return (
    <div className="sw-table-frame">
      <table className="sw-pairs" aria-label={label}>
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">
                <code>{name}</code>
              </th>
              <td>{isAddress(value) ? <ExternalLink href={value} /> : value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What somebody pushed is his word: only plain web addresses are links. */
function isAddress(value: string): boolean {
  return /^https?:\/\/\S+$/.test(value) && URL.canParse(value);
}

function ExternalLink({ href }: { href: string }) {
  return (
    <a href={href} rel="nofollow noopener noreferrer" target="_blank">
      {href}
    </a>
  );
}
