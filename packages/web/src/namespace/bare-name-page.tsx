import { Redirect, useParams } from 'wouter';
import { links } from '../app/links.ts';

/** `/kirtan/my-app`, as one types what one pulls: leads to the repository's page. */
export function BareNamePage() {
  const { namespace = '', name = '' } = useParams<{ namespace: string; name: string }>();
  return <Redirect to={links.repository({ namespace, name })} replace />;
}

/** `/_/node`, as Docker Hub has it: an official repository. */
export function OfficialNamePage() {
  const { name = '' } = useParams<{ name: string }>();
  return <Redirect to={links.repository({ namespace: 'library', name })} replace />;
}
