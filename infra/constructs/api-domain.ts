import {
  ApiMapping,
  DomainName,
  type HttpApi,
  type HttpStage,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';

export type ApiDomainProps = {
  domain: NonNullable<StageConfig['customDomain']>;
  api: HttpApi;
  stage: HttpStage;
};

/** An address of the team's own for the API. Certificate and zone are named, never looked up. */
export class ApiDomain extends Construct {
  readonly url: string;
  /** Where the name must lead (an alias or CNAME), when no zone was named to put it into. */
  readonly target: string;

  constructor(scope: Construct, id: string, { domain, api, stage }: ApiDomainProps) {
    super(scope, id);
    const { name, certificateArn, hostedZone } = domain;
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, domainName, stage });
    this.url = `https://${name}`;
    this.target = domainName.regionalDomainName;
    if (hostedZone) this.addRecord(name, hostedZone, domainName);
  }

  private addRecord(recordName: string, zone: { id: string; name: string }, domainName: DomainName): void {
    const { regionalDomainName, regionalHostedZoneId } = domainName;
    new ARecord(this, 'Record', {
      zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: zone.id, zoneName: zone.name }),
      recordName: `${recordName}.`,
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
      ),
    });
  }
}
