import { Title } from '@mantine/core';
import { Link } from 'wouter';
import { useCall } from '../api/use-call.ts';
import { links } from '../app/links.ts';
import { Avatar } from '../components/avatar.tsx';
import { ListSkeleton, QueryView } from '../components/query-view.tsx';

/** Who belongs to an organization, for those who do. */
export function NamespaceMembers({ organization }: { organization: string }) {
  const members = useCall('organization.members', {
    params: { org: organization },
    query: { page_size: 24 },
  });
  return (
    <section className="sw-card" aria-label="Members">
      <Title order={2} size="h3" mb="sm">
        Members
      </Title>
      <QueryView query={members} skeleton={<ListSkeleton rows={2} />}>
        {({ results, count }) => (
          <>
            <ul className="sw-members">
              {results.map((member) => (
                <li key={member.username}>
                  <Link href={links.namespace(member.username)} className="sw-with-icon">
                    <Avatar name={member.username} size={26} /> {member.username}
                  </Link>
                  <span className="sw-quiet">{member.role}</span>
                </li>
              ))}
            </ul>
            {count > results.length && (
              <Link href={links.organization(organization, 'members')}>All {count}</Link>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}
