import { PageHeader } from '../components/page-header.tsx';
export function ExplorePage() {
  return (
    <div className="sw-page">
      <PageHeader title="Explore" />
    </div>
  );
}
