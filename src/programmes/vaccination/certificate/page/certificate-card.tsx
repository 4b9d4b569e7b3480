/** A certificate as every page of the programme shows it: its code large, its words, its sheet to print. */
export { CertificateCard } from '#certificate/page/certificate-card.tsx';
