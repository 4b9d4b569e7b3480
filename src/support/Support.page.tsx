import { PageHead } from '#access/page/page-head.tsx';

export default function Support() {
  return <PageHead kicker="Rappel" title="Support" />;
}
