import { PageHeader } from '../components/page-header.tsx';
export function HomePage() {
  return (
    <div className="sw-page">
      <PageHeader title="Slipway" />
    </div>
  );
}
