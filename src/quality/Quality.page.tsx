import { PageHead } from '#access/page/page-head.tsx';

export default function Quality() {
  return <PageHead kicker="Rappel" title="Quality" />;
}
